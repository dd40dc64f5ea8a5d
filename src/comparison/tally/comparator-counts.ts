import type { Compared } from '../comparator.ts';
import type { ComparatorResult } from '../pair-result.ts';
import type { ComparatorTally } from '../tally.ts';
import { type BinCounts, binCounts } from './bin-counts.ts';
import { boundedNames } from './bounded-names.ts';
import { addDivergences, countPair, noDivergences } from './divergence-counts.ts';
import { NAME_LIMITS, nameCounts } from './name-counts.ts';

/** What the pairs of a step say of one comparator, being counted. */
export interface ComparatorCounts {
  add(result: ComparatorResult): void;
  merge(tally: ComparatorTally): void;
  tally(): ComparatorTally;
}

interface ScoreCounts {
  readonly control: BinCounts;
  readonly candidate: BinCounts;
  /** How many were counted, which is how heavy the name is. */
  weight: number;
}

export function comparatorCounts(): ComparatorCounts {
  const divergences = noDivergences();
  const errors = nameCounts(NAME_LIMITS.errors);
  const distance = binCounts();
  const noiseDistance = binCounts();
  const scores = boundedNames<ScoreCounts>({
    limit: NAME_LIMITS.numbers,
    create: () => ({ control: binCounts(), candidate: binCounts(), weight: 0 }),
    merge(into, from) {
      into.control.addBins(from.control.bins());
      into.candidate.addBins(from.candidate.bins());
      into.weight += from.weight;
    },
    weight: ({ weight }) => weight,
  });

  return {
    add({ error, compared, noise, own, noiseOwn }) {
      if (error !== undefined) {
        errors.add(error.code, 1);
        return;
      }
      countPair(divergences, { isDivergent: own.length > 0, hasNoise: noise !== undefined, isNoisy: noiseOwn.length > 0 });
      if (compared?.similarity !== undefined) distance.add(distanceOf(compared.similarity));
      if (noise?.similarity !== undefined) noiseDistance.add(distanceOf(noise.similarity));
      if (compared?.scores !== undefined) addScores(compared.scores);
    },
    merge(tally) {
      addDivergences(divergences, tally);
      errors.addAll(tally.errors);
      distance.addBins(tally.distance);
      noiseDistance.addBins(tally.noiseDistance);
      for (const [name, { control, candidate }] of Object.entries(tally.scores)) {
        const counts = scores.at(name);
        counts.control.addBins(control);
        counts.candidate.addBins(candidate);
        for (const bin in control) counts.weight += control[bin]!;
      }
    },
    tally: () => ({
      ...divergences,
      errors: errors.record(),
      distance: distance.bins(),
      noiseDistance: noiseDistance.bins(),
      scores: scores.record(({ control, candidate }) => ({ control: control.bins(), candidate: candidate.bins() })),
    }),
  };

  function addScores(given: NonNullable<Compared['scores']>): void {
    for (const name in given) {
      const counts = scores.at(name);
      counts.control.add(given[name]!.control);
      counts.candidate.add(given[name]!.candidate);
      counts.weight++;
    }
  }
}

/** Rounding may carry a similarity a little beyond 1: that is no distance below 0. */
function distanceOf(similarity: number): number {
  return similarity >= 1 ? 0 : 1 - similarity;
}
