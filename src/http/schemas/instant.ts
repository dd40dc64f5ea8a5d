import { BadInputError } from '../../errors.ts';

/** RFC 3339 in UTC with milliseconds. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}

/** Unix milliseconds of an RFC 3339 text. @throws {BadInputError} a moment that Date cannot hold, such as a leap second. */
export function readInstant(field: string, text: string): number {
  const ms = Date.parse(text);
  if (!Number.isSafeInteger(ms)) throw new BadInputError(field, `${JSON.stringify(text)} is not a moment such as 2026-01-31T12:00:00Z`);
  return ms;
}
