import { deflateRawSync } from 'node:zlib';
import { detailCounts } from '../comparison/tally/detail-counts.ts';
import { stepCounts } from '../comparison/tally/step-counts.ts';
import type { DetailTally, StepTally } from '../comparison/tally.ts';

/** What a tally is of: `step` has all that metrics need, `detail` what reports say beyond that. */
export type TallyKind = 'step' | 'detail';

export type Tally = StepTally | DetailTally;

/** A tally to which others are added, which costs what these do, not what is there already. */
export interface GrowingTally {
  merge(tally: Tally): void;
  tally(): Tally;
}

/** Of no pairs. What is added to it is of that kind. */
export function growingTally(kind: TallyKind): GrowingTally {
  const counts = kind === 'step' ? stepCounts() : detailCounts();
  return { merge: (tally) => counts.merge(tally as StepTally & DetailTally), tally: () => counts.tally() };
}

/** As packJson, a little longer for a fifth of the time: the same tally is written again with every batch. */
export function packTally(tally: Tally): Uint8Array {
  return deflateRawSync(JSON.stringify(tally), { level: 1 });
}
