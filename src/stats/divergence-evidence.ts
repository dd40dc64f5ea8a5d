import { trialsMargin } from './rate-margin.ts';
import { rateSequence } from './rate-sequence.ts';

interface Pooled {
  readonly events: number;
  readonly trials: number;
}

/** What all pairs of a run come to, and how many of them are worth one independent pair. */
export interface PooledPairs {
  readonly own: Pooled;
  readonly noise: Pooled | undefined;
  readonly factors: { readonly own: number; readonly noise: number };
}

/** What the pairs alone say of a rate of divergence less its noise, at every look together. */
export interface PairEvidence {
  readonly bounds: (levels: { readonly lower: number; readonly upper: number }) => { readonly lower: number; readonly upper: number };
  /** Whether so many times the pairs at the same rates would prove the rate above the limit, or below it. */
  readonly isBeyond: (
    growth: number,
    question: { readonly side: 'above' | 'below'; readonly limit: number; readonly level: number },
  ) => boolean;
}

/** With noise each of the two rates has half of the level: their errors need not be independent. */
export function pairEvidence({ own, noise, factors }: PooledPairs): PairEvidence {
  const ofOwn = (level: number, growth = 1) => rateSequence(...grown(own, factors.own / growth), level);
  if (noise === undefined)
    return {
      bounds: ({ lower, upper }) => ({ lower: ofOwn(lower).lower, upper: ofOwn(upper).upper }),
      // Held against the limit itself: a bound would have to be searched for.
      isBeyond: (growth, { side, limit, level }) => trialsMargin(...grown(own, factors.own / growth), limit)[side] > -Math.log(level),
    };
  const ofNoise = (level: number, growth = 1) => rateSequence(...grown(noise, factors.noise / growth), level);
  const lower = (level: number, growth?: number): number => ofOwn(level / 2, growth).lower - ofNoise(level / 2, growth).upper;
  const upper = (level: number, growth?: number): number => ofOwn(level / 2, growth).upper - ofNoise(level / 2, growth).lower;
  return {
    bounds: (levels) => ({ lower: lower(levels.lower), upper: upper(levels.upper) }),
    isBeyond: (growth, { side, limit, level }) => (side === 'above' ? lower(level, growth) > limit : upper(level, growth) < limit),
  };
}

const grown = ({ events, trials }: Pooled, factor: number): [number, number] => [Math.min(events, trials) / factor, trials / factor];
