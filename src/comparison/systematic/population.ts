import { benjaminiHochberg } from '../../stats/benjamini-hochberg.ts';
import { cramersV } from '../../stats/cramers-v.ts';
import { populationStabilityIndex } from '../../stats/histogram-distance.ts';
import { correctedIndex } from '../../stats/stability-index-interval.ts';
import { numberText, percentText } from '../number-text.ts';
import { shortText } from '../short-text.ts';
import { type FeatureTally, OTHER } from '../tally.ts';
import {
  evenRanges,
  labelsOf,
  namedFeatures,
  type RangeCounts,
  rangesOf,
  startOfBin,
  sumOf,
  tableOf,
  type ValueCounts,
} from './feature-values.ts';
import { frequentValues } from './frequent-values.ts';

/** How a feature is distributed in the pairs, against all traffic. */
export interface PopulationFeature {
  readonly feature: string;
  readonly kind: 'number' | 'label';
  readonly pairs: number;
  readonly population: number;
  /** Population stability index less what noise alone adds, >= 0. Null when it was not tested. */
  readonly index: number | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  /** Proven, and large enough to matter: what is found of the pairs need not hold for all traffic. */
  readonly isUnrepresentative: boolean;
  readonly sentence: string;
}

/** Share of false ones, at most and in the mean, among the features called unrepresentative. */
const FALSE_SHARE = 0.01;
/** A smaller index is a trifle, as is the custom of the field. */
const LEAST_INDEX = 0.1;
/** On either side; with fewer nothing is said. */
const LEAST_COUNT = 50;
/** Buckets of a number, of about as many pairs and requests each. */
const BUCKETS = 10;

/** A value, or all values from one on, as both sides have it: `agreed` is all traffic, `diverged` the pairs. */
interface Part extends ValueCounts {
  readonly text: string;
}

interface Compared {
  readonly feature: string;
  readonly kind: PopulationFeature['kind'];
  /** What the test is of: together all there is. */
  readonly parts: readonly ValueCounts[];
  /** What can be said: not always apart from each other. */
  readonly told: readonly Part[];
  /** Some values were counted together: which ones is not the same on both sides. */
  readonly isCut: boolean;
}

/**
 * Whether the pairs are like all traffic, feature by feature, for one reading. Where the pairs are part of the traffic that was told, the
 * test errs on the side of saying nothing.
 *
 * @param pairs and population: by feature, as counted in details; a feature that only one of them has is passed over.
 * @returns those that differ first.
 * @see Siddiqi, Credit Risk Scorecards (2006), for the index and its customary 0.1.
 */
export function populationFeatures(
  pairs: Readonly<Record<string, FeatureTally>>,
  population: Readonly<Record<string, FeatureTally>>,
): readonly PopulationFeature[] {
  const all = new Map(namedFeatures(population));
  const compared = namedFeatures(pairs).flatMap(([feature, tally]): Compared[] => {
    const traffic = all.get(feature);
    if (traffic === undefined) return [];
    const both: FeatureTally = { numbers: sides(traffic.numbers, tally.numbers), labels: sides(traffic.labels, tally.labels) };
    const labels = labelsOf(both).map((label) => ({ ...label, text: `= "${shortText(label.label, 60)}"` }));
    const ranges = rangesOf(both);
    const kinds: Compared[] = [
      { feature, kind: 'number', parts: evenRanges(ranges, BUCKETS), told: upwards(ranges), isCut: false },
      { feature, kind: 'label', parts: labels, told: labels, isCut: labels.some(({ label }) => label === OTHER) },
    ];
    return kinds.filter(({ parts }) => isOnBothSides(parts));
  });
  const found = compared.map(testOf);
  const adjusted = benjaminiHochberg(found.flatMap(({ pValue }) => pValue ?? []));
  let tested = 0;
  return found
    .map((one) => (one.pValue === null ? one : decided(one, adjusted[tested++]!)))
    .sort((a, b) => Number(b.isUnrepresentative) - Number(a.isUnrepresentative) || (b.index ?? -1) - (a.index ?? -1));
}

function testOf({ feature, kind, parts, told, isCut }: Compared): PopulationFeature {
  const { agreed: population, diverged: pairs } = sumOf(parts);
  const head = { feature, kind, pairs, population, adjustedPValue: null, isUnrepresentative: false };
  const untested = (why: string): PopulationFeature => ({ ...head, index: null, pValue: null, sentence: `not tested: ${why}` });
  if (pairs < LEAST_COUNT) return untested(`${pairs} pairs have it, ${LEAST_COUNT} are needed`);
  if (population < LEAST_COUNT) return untested(`${population} requests of all traffic have it, ${LEAST_COUNT} are needed`);
  if (isCut) return untested('it has more values than are counted by their names');
  const frequent = frequentValues(parts);
  if (frequent.length === 0) return untested('no value is frequent enough');
  const { first, second } = tableOf(frequent);
  const buckets = first.length;
  const index = correctedIndex({
    ...{ index: populationStabilityIndex(first, second), buckets, designEffect: 1 },
    ...{ control: population, candidate: pairs },
  });
  return {
    ...head,
    index,
    pValue: cramersV({ first, second }, 0.05)?.pValue ?? 1,
    sentence: largestGap(feature, told, { population, pairs }),
  };
}

function decided(one: PopulationFeature, adjustedPValue: number): PopulationFeature {
  const isUnrepresentative = adjustedPValue <= FALSE_SHARE && one.index! >= LEAST_INDEX;
  return {
    ...one,
    adjustedPValue,
    isUnrepresentative,
    sentence: isUnrepresentative ? one.sentence : 'as in all traffic, as far as can be told',
  };
}

/** `"locale" = "de" is 40 % of the pairs and 12 % of all traffic`, of what is told the part where the shares are farthest apart. */
function largestGap(
  feature: string,
  told: readonly Part[],
  { population, pairs }: { readonly population: number; readonly pairs: number },
) {
  const gap = (part: Part): number => Math.abs(part.diverged / pairs - part.agreed / population);
  const part = told.reduce((a, b) => (gap(b) > gap(a) ? b : a));
  const [ofPairs, ofAll] = [percentText(part.diverged / pairs), percentText(part.agreed / population)];
  return `"${shortText(feature, 60)}" ${part.text} is ${ofPairs} of the pairs and ${ofAll} of all traffic`;
}

/** The numbers from each range on. */
function upwards(ranges: readonly RangeCounts[]): Part[] {
  let [agreed, diverged] = [0, 0];
  return ranges.toReversed().map((range) => {
    agreed += range.agreed;
    diverged += range.diverged;
    return { agreed, diverged, text: `of ${numberText(startOfBin(range.fromBin))} or more` };
  });
}

/** All traffic and pairs by value: whether a pair diverged does not matter here. */
function sides(population: FeatureTally['labels'], pairs: FeatureTally['labels']): FeatureTally['labels'] {
  const counts = new Map<string, readonly [number, number]>();
  for (const [value, [agreed, diverged]] of Object.entries(population)) counts.set(value, [agreed + diverged, 0]);
  for (const [value, [agreed, diverged]] of Object.entries(pairs)) counts.set(value, [counts.get(value)?.[0] ?? 0, agreed + diverged]);
  return Object.fromEntries(counts);
}

function isOnBothSides(parts: readonly ValueCounts[]): boolean {
  const { agreed, diverged } = sumOf(parts);
  return agreed > 0 && diverged > 0;
}
