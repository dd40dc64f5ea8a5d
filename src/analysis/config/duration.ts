const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** Milliseconds of a duration such as `30s`, `1h30m` or `7d`: numbers with the units ms, s, m, h, d, added up. `0s` is 0.
 *  @throws {RangeError} text of another form, or longer than 2^53 ms. */
export function parseDuration(text: string): number {
  if (!/^(?:\d+(?:ms|[smhd]))+$/.test(text)) throw new RangeError(`${JSON.stringify(text)} is not a duration such as 30s, 5m or 1h30m`);
  let ms = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[smhd])/g)) ms += Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (!Number.isSafeInteger(ms)) throw new RangeError(`${JSON.stringify(text)} is too long a duration`);
  return ms;
}

/** A duration for people, and for {@link parseDuration}: 5400000 is `1h30m`, 0 is `0s`. Rounded to whole milliseconds.
 *  @throws {RangeError} negative or not finite. */
export function formatDuration(ms: number): string {
  if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`${ms} ms is not a duration`);
  let rest = Math.round(ms);
  let text = '';
  for (const [unit, unitMs] of Object.entries(UNIT_MS)) {
    const units = Math.floor(rest / unitMs);
    if (units > 0) text += `${units}${unit}`;
    rest -= units * unitMs;
  }
  return text || '0s';
}
