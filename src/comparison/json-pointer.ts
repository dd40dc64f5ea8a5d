import { BadInputError } from '../errors.ts';
import type { Json } from '../model/json.ts';

/** Keys and indexes of a JSON Pointer, from the root; none for the whole document. */
export type PointerTokens = readonly string[];

/**
 * Reads a JSON Pointer (RFC 6901): '' is the whole document, `~1` stands for `/` and `~0` for `~`.
 * @param field what the error names. @throws {BadInputError} it neither is empty nor starts with `/`, or has a `~` of another kind.
 */
export function parsePointer(pointer: string, field: string): PointerTokens {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new BadInputError(field, `must be empty or start with "/", not ${JSON.stringify(pointer)}`);
  if (/~(?![01])/.test(pointer)) throw new BadInputError(field, `has a "~" that is neither "~0" nor "~1": ${JSON.stringify(pointer)}`);
  return pointer.slice(1).split('/').map(unescapeToken);
}

/** What stands at that place of the document; undefined when nothing does. */
export function partAt(document: Json, tokens: PointerTokens): Json | undefined {
  let part: Json | undefined = document;
  for (const token of tokens) {
    if (part === null || typeof part !== 'object') return undefined;
    // Of an array, `length` is its own as well and no part of the document.
    if (!Object.hasOwn(part, token) || (token === 'length' && Array.isArray(part))) return undefined;
    part = (part as Readonly<Record<string, Json>>)[token];
  }
  return part;
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
