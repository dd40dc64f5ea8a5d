import type { DifferenceType } from '../comparator.ts';
import type { ComparatorDetail, ComparatorTally, DetailTally } from '../tally.ts';
import type { ComparatorReport, DivergenceReport, FieldReport } from './divergence-report.ts';
import { quantilesOf, similarityQuantiles } from './quantiles.ts';
import { oneReading } from './shares.ts';

/** Longer lists are not read. */
const MOST_FIELDS = 100;
const MOST_CATEGORIES = 50;

type Comparators = Readonly<Record<string, ComparatorTally>>;

/** Each comparator in the order of the names. */
export function comparatorReports(comparators: Comparators, details: DetailTally, alpha: number): readonly ComparatorReport[] {
  const detailOf = new Map(Object.entries(details.comparators));
  return Object.entries(comparators)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, tally]) => ({
      name,
      divergence: oneReading(tally.divergent, tally.pairs, alpha),
      noise: tally.withNoise === 0 ? null : oneReading(tally.noisy, tally.withNoise, alpha),
      errors: countsByCode(tally.errors),
      similarity: similarityQuantiles(tally.distance),
      noiseSimilarity: similarityQuantiles(tally.noiseDistance),
      measures: Object.entries(detailOf.get(name)?.measures ?? {}).map(([measure, bins]) => ({ name: measure, values: quantilesOf(bins) })),
      scores: Object.entries(tally.scores).map(([score, { control, candidate }]) => ({
        name: score,
        control: quantilesOf(control),
        candidate: quantilesOf(candidate),
      })),
    }));
}

/** Those that the candidate changes the most beyond noise first. */
export function fieldReports({ comparators }: DetailTally): readonly FieldReport[] {
  return Object.entries(comparators)
    .flatMap(([comparator, { fields }]) => Object.entries(fields).map(([field, types]) => fieldReport({ comparator, field }, types)))
    .sort((a, b) => b.candidate - b.noise - (a.candidate - a.noise) || b.candidate - a.candidate)
    .slice(0, MOST_FIELDS);
}

function fieldReport(head: Pick<FieldReport, 'comparator' | 'field'>, counts: ComparatorDetail['fields'][string]): FieldReport {
  const types = Object.entries(counts).map(([type, [candidate, noise]]) => ({ type: type as DifferenceType, candidate, noise }));
  return {
    ...head,
    candidate: types.reduce((sum, { candidate }) => sum + candidate, 0),
    noise: types.reduce((sum, { noise }) => sum + noise, 0),
    types,
  };
}

/** The most frequent first. */
export function categoryReports({ comparators }: DetailTally): DivergenceReport['categories'] {
  return Object.entries(comparators)
    .flatMap(([comparator, { categories }]) => Object.entries(categories).map(([category, pairs]) => ({ comparator, category, pairs })))
    .sort((a, b) => b.pairs - a.pairs)
    .slice(0, MOST_CATEGORIES);
}

/** The most frequent first. */
export function countsByCode(counts: Readonly<Record<string, number>>): { readonly code: string; readonly pairs: number }[] {
  return Object.entries(counts)
    .map(([code, pairs]) => ({ code, pairs }))
    .sort((a, b) => b.pairs - a.pairs);
}
