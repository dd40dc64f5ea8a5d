import { populationFeatures } from '../systematic/population.ts';
import { systematicFeatures } from '../systematic/systematic-features.ts';
import { mergeAllDetails } from '../tally/merge-details.ts';
import { mergeAllSteps } from '../tally/merge-steps.ts';
import { burstOf } from './burst.ts';
import { caseReports } from './case-reports.ts';
import { categoryReports, comparatorReports, countsByCode, fieldReports } from './comparator-reports.ts';
import type { DivergenceReport, Share } from './divergence-report.ts';
import { countOf, findingsOf } from './findings.ts';
import { segmentReports, versionsOf } from './named-counts.ts';
import { ratesOverTime } from './over-time.ts';
import { latencyOf } from './quantiles.ts';
import { bandsOf, recommendationOf } from './recommendation.ts';
import type { ReportInput } from './report-input.ts';
import { oneReading, overallRates } from './shares.ts';

/** Points that a reader can still tell apart. */
const SHOWN_POINTS = 60;

/**
 * What is known of the pairs of one candidate, and what follows from it.
 *
 * Intervals of `divergence`, `noise` and `net` hold at every look. All others, and what is called systematic or unrepresentative, are for
 * one reading: a report that is asked for again and again until it says something says it by chance sooner or later.
 */
export function divergenceReport(input: ReportInput): DivergenceReport {
  const { config, candidate, fromMs, toMs, alpha, comparison, steps } = input;
  const total = mergeAllSteps(steps.map(({ tally }) => tally));
  const details = mergeAllDetails(input.details.map(({ tally }) => tally));
  const { steps: worth, isTold, morePairs, ...rates } = overallRates(steps, alpha);
  const population = populationFeatures(details.features, details.population);
  const judged = {
    ...rates,
    bands: comparison.bands,
    findings: findingsOf(input, total, population),
    systematic: systematicFeatures(details.features, alpha),
  };
  const compared = total.pairs + countOf(total.errors);
  const unmatched = (count: number): Share => oneReading(count, compared + count, alpha);
  return {
    ...{ config, candidate, fromMs, toMs, alpha },
    recommendation: recommendationOf({ ...judged, steps: worth, isTold, morePairs }),
    ...judged,
    band: bandsOf(judged),
    overTime: ratesOverTime(steps, SHOWN_POINTS),
    burst: burstOf(steps),
    errors: countsByCode(total.errors),
    comparators: comparatorReports(total.comparators, details, alpha),
    fields: fieldReports(details),
    categories: categoryReports(details),
    segment: comparison.segment ?? null,
    segments: segmentReports(total.segments, alpha),
    population,
    cases: caseReports(input.samples),
    unmatched: { control: unmatched(total.unmatched.control), candidate: unmatched(total.unmatched.candidate) },
    heartbeats: total.heartbeats,
    versions: { control: versionsOf(total.versions.control), candidate: versionsOf(total.versions.candidate) },
    latencyMs: latencyOf(total.latencyMs),
    reviews: input.sampleCounts,
  };
}
