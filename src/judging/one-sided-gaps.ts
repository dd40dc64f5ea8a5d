import { logEValueAbove } from '../stats/mixture-e-value.ts';
import type { GaugeSides } from './gauge-contrast.ts';

/**
 * A clause for people when one side misses clearly more steps than the other: gaps by chance fall on both sides alike.
 * Missing data are no harm by themselves, but a side that stops to report is to be named. Eight steps in a row are enough at alpha 0.05.
 * @param alpha  chance of naming what is chance, over all looks, for either side.
 */
export function oneSidedGaps({ control, candidate }: GaugeSides, alpha: number): string | undefined {
  let silentControl = 0;
  let silentCandidate = 0;
  for (let i = 0; i < control.length; i++) {
    const there = Number.isFinite(control[i]!);
    if (there === Number.isFinite(candidate[i]!)) continue;
    if (there) silentCandidate++;
    else silentControl++;
  }
  const oneSided = silentControl + silentCandidate;
  const [side, other] = silentCandidate > silentControl ? ['candidate', 'control'] : ['control', 'candidate'];
  const silent = Math.max(silentControl, silentCandidate);
  if (logEValueAbove(silent, oneSided, 0.5) <= -Math.log(alpha / 2)) return undefined;
  return `the ${side} has no sample in ${silent} steps where the ${other} has one`;
}
