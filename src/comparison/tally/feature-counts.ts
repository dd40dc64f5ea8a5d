import type { Features } from '../answer-pair.ts';
import type { AgreedDiverged, FeatureTally } from '../tally.ts';
import { type BinCounts, binCounts } from './bin-counts.ts';
import { type BoundedNames, boundedNames } from './bounded-names.ts';
import { NAME_LIMITS } from './name-counts.ts';

/** Pairs by what their features were, being counted. */
export interface FeatureCounts {
  add(features: Features, of: 'agreed' | 'diverged'): void;
  merge(tallies: Readonly<Record<string, FeatureTally>>): void;
  tallies(): Record<string, FeatureTally>;
}

interface LabelCounts {
  agreed: number;
  diverged: number;
}

interface OneFeature {
  readonly agreed: BinCounts;
  readonly diverged: BinCounts;
  readonly labels: BoundedNames<LabelCounts>;
  /** How often it was there. */
  weight: number;
}

export function featureCounts(): FeatureCounts {
  const features = boundedNames<OneFeature>({
    limit: NAME_LIMITS.features,
    create: oneFeature,
    merge: (into, from) => mergeFeature(into, plainFeature(from)),
    weight: ({ weight }) => weight,
  });
  return {
    add(given, of) {
      for (const name in given) {
        const value = given[name]!;
        const feature = features.at(name);
        feature.weight++;
        if (typeof value === 'number') feature[of].add(value);
        else feature.labels.at(typeof value === 'string' ? value : value ? 'true' : 'false')[of]++;
      }
    },
    merge(tallies) {
      for (const [name, tally] of Object.entries(tallies)) mergeFeature(features.at(name), tally);
    },
    tallies: () => features.record(plainFeature),
  };
}

function oneFeature(): OneFeature {
  const labels = boundedNames<LabelCounts>({
    limit: NAME_LIMITS.labels,
    create: () => ({ agreed: 0, diverged: 0 }),
    merge(into, from) {
      into.agreed += from.agreed;
      into.diverged += from.diverged;
    },
    weight: ({ agreed, diverged }) => agreed + diverged,
  });
  return { agreed: binCounts(), diverged: binCounts(), labels, weight: 0 };
}

function mergeFeature(into: OneFeature, { numbers, labels }: FeatureTally): void {
  for (const bin in numbers) {
    const [agreed, diverged] = numbers[bin]!;
    into.agreed.addToBin(Number(bin), agreed);
    into.diverged.addToBin(Number(bin), diverged);
    into.weight += agreed + diverged;
  }
  for (const [label, [agreed, diverged]] of Object.entries(labels)) {
    const counts = into.labels.at(label);
    counts.agreed += agreed;
    counts.diverged += diverged;
    into.weight += agreed + diverged;
  }
}

function plainFeature({ agreed, diverged, labels }: OneFeature): FeatureTally {
  const numbers: Record<string, AgreedDiverged> = {};
  agreed.forEach((bin, count) => {
    numbers[bin] = [count, diverged.of(bin)];
  });
  diverged.forEach((bin, count) => {
    numbers[bin] ??= [0, count];
  });
  return { numbers, labels: labels.record((label): AgreedDiverged => [label.agreed, label.diverged]) };
}
