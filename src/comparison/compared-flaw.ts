import { type Compared, DIFFERENCE_TYPES } from './comparator.ts';

/** How far rounding may carry a similarity out of [-1, 1]. */
const ROUNDING = 1e-6;
const TYPES: ReadonlySet<unknown> = new Set(DIFFERENCE_TYPES);

/** What is wrong with what a comparator returned, which may be somebody's plug-in; undefined when nothing is. Says nothing of values. */
export function comparedFlaw(compared: unknown): string | undefined {
  if (compared === null || typeof compared !== 'object') return 'returned no object';
  const { similarity, differences, measures, scores } = compared as Partial<Compared>;
  if (compared instanceof Promise) {
    // Nobody waits for it, and a rejection that nobody takes would end the process.
    compared.catch(() => undefined);
    return 'returned a promise';
  }
  if (!Array.isArray(differences)) return 'returned no list of differences';
  // Written so that NaN is wrong as well.
  if (similarity !== undefined && !(typeof similarity === 'number' && Math.abs(similarity) <= 1 + ROUNDING))
    return 'returned a similarity that is no number from -1 to 1';
  for (const difference of differences as readonly unknown[])
    if (!isDifference(difference)) return 'returned a difference of another shape';
  if (measures !== undefined && !isRecordOf(measures, isNumber)) return 'returned a measure that is no finite number';
  if (scores !== undefined && !isRecordOf(scores, isScore)) return 'returned a score that is no two finite numbers';
  return undefined;
}

function isDifference(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { field, type, category } = value as Readonly<Record<string, unknown>>;
  return typeof field === 'string' && TYPES.has(type) && (category === undefined || typeof category === 'string');
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

function isScore(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { control, candidate } = value as Readonly<Record<string, unknown>>;
  return isNumber(control) && isNumber(candidate);
}

function isRecordOf(value: unknown, isValue: (value: unknown) => boolean): boolean {
  if (value === null || typeof value !== 'object') return false;
  for (const name in value) if (!isValue((value as Readonly<Record<string, unknown>>)[name])) return false;
  return true;
}
