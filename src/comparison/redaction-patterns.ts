import { BadInputError } from '../errors.ts';

/** What stands where something was taken out. */
export const REDACTED = '[redacted]';

/** Keys that are remembered to match no pattern. */
const MAX_CLEAN_KEYS = 1000;

/** Replaces what matches the patterns. */
export interface TextRedactor {
  inText(text: string): string;
  /** As `inText`, for keys, which are few and come again with every pair. */
  inKey(key: string): string;
}

/** @param patterns sources of regular expressions. @param field where they stand, for the error. @throws {BadInputError} one is none. */
export function textRedactor(patterns: readonly string[], field: string): TextRedactor {
  const expressions = patterns.map((source, i) => expressionOf(source, `${field}.${i}`));
  const inText = (text: string): string => {
    let cleaned = text;
    for (const expression of expressions) cleaned = cleaned.replace(expression, REDACTED);
    return cleaned;
  };
  const clean = new Set<string>();
  const inKey = (key: string): string => {
    if (clean.has(key)) return key;
    const cleaned = inText(key);
    if (cleaned === key && clean.size < MAX_CLEAN_KEYS) clean.add(key);
    return cleaned;
  };
  return { inText, inKey };
}

function expressionOf(source: string, field: string): RegExp {
  try {
    return new RegExp(source, 'gu');
  } catch (cause) {
    throw new BadInputError(field, `is no regular expression: ${(cause as Error).message}`, { cause });
  }
}
