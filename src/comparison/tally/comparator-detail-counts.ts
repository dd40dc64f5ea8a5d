import type { Difference, DifferenceType } from '../comparator.ts';
import type { ComparatorResult } from '../pair-result.ts';
import type { ComparatorDetail } from '../tally.ts';
import { type BinCounts, binCounts } from './bin-counts.ts';
import { boundedNames } from './bounded-names.ts';
import { NAME_LIMITS, nameCounts } from './name-counts.ts';

/** What the pairs of an hour say of one comparator beyond its metrics, being counted. */
export interface ComparatorDetailCounts {
  add(result: ComparatorResult): void;
  merge(detail: ComparatorDetail): void;
  detail(): ComparatorDetail;
}

type FieldCounts = Map<DifferenceType, [candidate: number, noise: number]>;

interface MeasureCounts {
  readonly bins: BinCounts;
  weight: number;
}

export function comparatorDetailCounts(): ComparatorDetailCounts {
  const fields = boundedNames<FieldCounts>({
    limit: NAME_LIMITS.fields,
    create: () => new Map(),
    merge: mergeFields,
    weight: weightOfField,
  });
  const categories = nameCounts(NAME_LIMITS.categories);
  const measures = boundedNames<MeasureCounts>({
    limit: NAME_LIMITS.numbers,
    create: () => ({ bins: binCounts(), weight: 0 }),
    merge(into, from) {
      into.bins.addBins(from.bins.bins());
      into.weight += from.weight;
    },
    weight: ({ weight }) => weight,
  });

  return {
    add({ compared, noise, own }) {
      if (compared === undefined) return;
      for (const { field, type } of eachOnce(compared.differences)) addField(fields.at(field), type, [1, 0]);
      if (noise !== undefined) for (const { field, type } of eachOnce(noise.differences)) addField(fields.at(field), type, [0, 1]);
      if (own.length > 0) for (const category of categoriesOf(own)) categories.add(category, 1);
      for (const name in compared.measures) {
        const counts = measures.at(name);
        counts.bins.add(compared.measures[name]!);
        counts.weight++;
      }
    },
    merge(detail) {
      for (const [field, types] of Object.entries(detail.fields)) {
        const counts = fields.at(field);
        for (const [type, both] of Object.entries(types)) addField(counts, type as DifferenceType, both);
      }
      categories.addAll(detail.categories);
      for (const [name, bins] of Object.entries(detail.measures)) {
        const counts = measures.at(name);
        counts.bins.addBins(bins);
        for (const bin in bins) counts.weight += bins[bin]!;
      }
    },
    detail: () => ({
      fields: fields.record((counts) =>
        Object.fromEntries([...counts].map(([type, [candidate, noise]]) => [type, [candidate, noise] as const])),
      ),
      categories: categories.record(),
      measures: measures.record(({ bins }) => bins.bins()),
    }),
  };
}

function addField(counts: FieldCounts, type: DifferenceType, [candidate, noise]: readonly [number, number]): void {
  const both = counts.get(type);
  if (both === undefined) counts.set(type, [candidate, noise]);
  else {
    both[0] += candidate;
    both[1] += noise;
  }
}

function mergeFields(into: FieldCounts, from: FieldCounts): void {
  for (const [type, both] of from) addField(into, type, both);
}

function weightOfField(counts: FieldCounts): number {
  let weight = 0;
  for (const [candidate, noise] of counts.values()) weight += candidate + noise;
  return weight;
}

/** A field may differ in many elements of a list: a pair counts once for it and its type. */
function eachOnce(differences: readonly Difference[]): Iterable<Difference> {
  if (differences.length < 2) return differences;
  return new Map(differences.map((difference) => [`${difference.type} ${difference.field}`, difference])).values();
}

function categoriesOf(differences: readonly Difference[]): Iterable<string> {
  const [first, second] = differences;
  if (second === undefined) return first?.category === undefined ? [] : [first.category];
  return new Set(differences.flatMap(({ category }) => category ?? []));
}
