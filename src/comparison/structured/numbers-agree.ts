import { isWithin } from '../within-tolerance.ts';
import type { NumberTolerance } from './path-rules.ts';

/** Numbers beyond all others, which JSON's 1e400 is read as, agree with themselves alone. */
export function numbersAgree(control: number, other: number, { absolute, relative }: NumberTolerance): boolean {
  if (control === other) return true;
  if (!Number.isFinite(control) || !Number.isFinite(other)) return false;
  return isWithin(Math.max(absolute, relative * Math.abs(control)), control, other);
}
