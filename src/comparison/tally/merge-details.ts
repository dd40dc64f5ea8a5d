import type { DetailTally } from '../tally.ts';
import { detailCounts } from './detail-counts.ts';

/** The details of no pairs. */
export function noDetails(): DetailTally {
  return detailCounts().tally();
}

/** One tally of all the pairs of both: in any order the same, but for the names that were too many to be kept. */
export function mergeDetails(a: DetailTally, b: DetailTally): DetailTally {
  return mergeAllDetails([a, b]);
}

/** As `mergeDetails`, of many at once, which is a lot cheaper than two by two. */
export function mergeAllDetails(tallies: Iterable<DetailTally>): DetailTally {
  const counts = detailCounts();
  for (const tally of tallies) counts.merge(tally);
  return counts.tally();
}
