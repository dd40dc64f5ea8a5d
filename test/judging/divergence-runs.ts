import { seeded } from '../support/random.ts';
import { type Drawn, drawSides, judged, upTo } from './divergence-run.ts';

/** A look at every step from 10 to 109, 100 looks, until one decides. */
const FIRST = 10;
const LAST = 109;

export interface Setting extends Omit<Drawn, 'steps'> {
  readonly runs: number;
}

export interface Ended {
  /** Shares of the runs that end in harm, and in a pass. */
  readonly high: number;
  readonly pass: number;
  /** Median step of each; NaN without any. */
  readonly highAt: number;
  readonly passAt: number;
}

/** Many runs of the divergence judge, each looked at 100 times. */
export function simulateDivergence(seed: number, { runs, ...drawn }: Setting): Ended {
  const random = seeded(seed);
  const ends = { high: [] as number[], pass: [] as number[] };
  for (let run = 0; run < runs; run++) {
    const sides = drawSides(random, { ...drawn, steps: LAST });
    for (let n = FIRST; n <= LAST; n++) {
      const { classification } = judged(upTo(sides, n));
      // Harm that begins late comes after passes; what counts there is that it is found.
      if (classification === 'high' || (classification === 'pass' && drawn.from === undefined)) {
        ends[classification].push(n);
        break;
      }
    }
  }
  const median = (steps: number[]): number => steps.sort((a, b) => a - b)[steps.length >> 1] ?? Number.NaN;
  return { high: ends.high.length / runs, pass: ends.pass.length / runs, highAt: median(ends.high), passAt: median(ends.pass) };
}
