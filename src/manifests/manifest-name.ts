import { BadInputError } from '../errors.ts';

/** What the names of things made for an application end in; the longest bounds the application's own name. */
const LONGEST_SUFFIX = '-background';
const LABEL_LENGTH = 63;
export const MAX_NAME_LENGTH = LABEL_LENGTH - LONGEST_SUFFIX.length;

/**
 * Makes sure that a name, with anything that is put behind it, names a Service: a DNS label of RFC 1035, at most 52 characters.
 * @throws {BadInputError} naming `name`.
 */
export function assertName(name: string): void {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > MAX_NAME_LENGTH)
    throw new BadInputError(
      'name',
      `${JSON.stringify(name.slice(0, 80))} names no Service; lower-case letters, digits and dashes are needed, a letter first, at most ${MAX_NAME_LENGTH}`,
    );
}

/** The two versions of an application where each has a Service or cluster of its own. */
export function sideNames(name: string): { readonly control: string; readonly candidate: string } {
  return { control: `${name}-control`, candidate: `${name}-candidate` };
}
