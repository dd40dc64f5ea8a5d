import type { Effect } from '../model/judgement.ts';

/** An effect with its interval as a reason says it: `+12.3 % [8.1 %, 16.6 %]`, `-0.02 [-inf, 0.01]`. */
export function effectText({ scale, estimate, lower, upper }: Effect): string {
  const shown = `${estimate > 0 ? '+' : ''}${effectNumber(scale, estimate)}`;
  if (lower === null && upper === null) return shown;
  const from = lower === null ? '-inf' : effectNumber(scale, lower);
  const to = upper === null ? 'inf' : effectNumber(scale, upper);
  return `${shown} [${from}, ${to}]`;
}

/** A number on an effect's scale to about four digits: relative ones in per cent. */
export function effectNumber(scale: Effect['scale'], value: number): string {
  if (scale !== 'relative') return String(Number(value.toPrecision(4)));
  const percent = 100 * value;
  return `${Math.abs(percent) < 1000 ? Number(percent.toFixed(1)) : Number(percent.toPrecision(4))} %`;
}
