import type { TwoByMany } from '../../stats/cramers-v.ts';
import { upperBoundOfLogBin } from '../../stats/log-bins.ts';
import { type FeatureTally, OTHER } from '../tally.ts';

/** Pairs that have one value of a feature, or values of one range. */
export interface ValueCounts {
  readonly agreed: number;
  readonly diverged: number;
}

export interface RangeCounts extends ValueCounts {
  /** The first and the last bin of the logarithmic scale that it holds. */
  readonly fromBin: number;
  readonly toBin: number;
}

export interface LabelCounts extends ValueCounts {
  readonly label: string;
}

/** The ranges of a numeric feature, ascending. */
export function rangesOf({ numbers }: FeatureTally): RangeCounts[] {
  return Object.entries(numbers)
    .map(([bin, [agreed, diverged]]) => ({ fromBin: Number(bin), toBin: Number(bin), agreed, diverged }))
    .filter(({ agreed, diverged }) => agreed + diverged > 0)
    .sort((a, b) => a.fromBin - b.fromBin);
}

/** Neighbours joined two by two until there are at most so many. */
export function coarseRanges(ranges: readonly RangeCounts[], most: number): readonly RangeCounts[] {
  if (ranges.length <= most) return ranges;
  const halved: RangeCounts[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    const [first, second] = [ranges[i]!, ranges[i + 1]];
    halved.push(second === undefined ? first : joined(first, second));
  }
  return coarseRanges(halved, most);
}

/** Neighbours joined until about as many events are in each of so many ranges: a range that holds more stays one. */
export function evenRanges(ranges: readonly RangeCounts[], most: number): readonly RangeCounts[] {
  const { agreed, diverged } = sumOf(ranges);
  const even: RangeCounts[] = [];
  let open: RangeCounts | undefined;
  ranges.forEach((range, i) => {
    open = open === undefined ? range : joined(open, range);
    if (open.agreed + open.diverged < (agreed + diverged) / most && i < ranges.length - 1) return;
    even.push(open);
    open = undefined;
  });
  return even;
}

function joined(first: RangeCounts, second: RangeCounts): RangeCounts {
  return {
    ...{ fromBin: first.fromBin, toBin: second.toBin },
    ...{ agreed: first.agreed + second.agreed, diverged: first.diverged + second.diverged },
  };
}

/** Labels that are one thing each, and those together that were too many to be counted by their names, which are none. */
export function namedLabels(labels: readonly LabelCounts[]): { readonly named: readonly LabelCounts[]; readonly rest: ValueCounts } {
  return { named: labels.filter(({ label }) => label !== OTHER), rest: sumOf(labels.filter(({ label }) => label === OTHER)) };
}

/** The labels of a feature, in the order of their names. */
export function labelsOf({ labels }: FeatureTally): LabelCounts[] {
  return Object.entries(labels)
    .map(([label, [agreed, diverged]]) => ({ label, agreed, diverged }))
    .filter(({ agreed, diverged }) => agreed + diverged > 0)
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** All of them together. */
export function sumOf(values: readonly ValueCounts[]): ValueCounts {
  let [agreed, diverged] = [0, 0];
  for (const value of values) {
    agreed += value.agreed;
    diverged += value.diverged;
  }
  return { agreed, diverged };
}

/** The two sides by value. */
export function tableOf(values: readonly ValueCounts[]): TwoByMany {
  return { first: values.map(({ agreed }) => agreed), second: values.map(({ diverged }) => diverged) };
}

/** The features that are one thing: those beyond the limit are counted together and say nothing. */
export function namedFeatures(features: Readonly<Record<string, FeatureTally>>): [name: string, tally: FeatureTally][] {
  return Object.entries(features)
    .filter(([name]) => name !== OTHER)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The number at which a bin of the logarithmic scale begins. */
export function startOfBin(bin: number): number {
  return bin === 0 || bin === 1 ? 0 : upperBoundOfLogBin(bin - 1);
}
