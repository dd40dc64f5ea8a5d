import { createHash } from 'node:crypto';
import { BadInputError } from '../../errors.ts';
import { escapeDoubleQuoted, escapeRegex } from '../queries/quote-value.ts';

/** The instances of one version in two fixed halves, as if one of them were the candidate. */
export interface Halves {
  readonly control: readonly string[];
  readonly candidate: readonly string[];
}

/**
 * Splits instances in halves by the order of their names' SHA-256: the same names always split in the same way, and neither age nor
 * numbering of the names decides. Of an odd number the control has one more.
 * @throws {BadInputError} fewer than two.
 */
export function splitInHalves(label: string, names: readonly string[]): Halves {
  const digest = (name: string): string => createHash('sha256').update(name).digest('hex');
  const sorted = [...new Set(names)].map((name) => ({ name, key: digest(name) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  if (sorted.length < 2)
    throw new BadInputError(
      'halves',
      `the control has ${sorted.length} values of the label ${label} in the history, two or more are needed`,
    );
  const middle = Math.ceil(sorted.length / 2);
  const of = (part: typeof sorted): string[] => part.map(({ name }) => name).sort();
  return { control: of(sorted.slice(0, middle)), candidate: of(sorted.slice(middle)) };
}

/** The template of a side's scope that selects these values of the label only. Names are data: no name can end the string it stands in. */
export function narrowedScope(scope: string, label: string, names: readonly string[]): string {
  // escapeRegex also breaks up every "${", which would be a placeholder of the template.
  const matcher = `${label}=~"${escapeDoubleQuoted(names.map(escapeRegex).join('|'))}"`;
  const before = scope.trim().replace(/,$/, '');
  return before === '' ? matcher : `${before},${matcher}`;
}
