import type { DivergenceReport } from '../../comparison/report/divergence-report.ts';
import { divergenceReport } from '../../comparison/report/report-from-tallies.ts';
import type { PairStore, PairStream } from '../ports/pair-store.ts';
import type { ComparedConfig } from './compared-config.ts';
import { readDetails, readSteps, type TallyRange, type TallyReader } from './read-tallies.ts';

export interface ReportDeps extends TallyReader {
  readonly store: Pick<PairStore, 'findSteps' | 'findDetails' | 'listSamples' | 'countSamples'>;
}

/** As many as a report shows. */
const SAMPLES = 10;
/** A report of what is kept of the stream's pairs of that time. @throws {StoreError} */
export async function makeReport(
  deps: ReportDeps,
  { name, alpha, stepMs, comparison }: ComparedConfig,
  { candidate, fromMs, toMs }: TallyRange & Pick<PairStream, 'candidate'>,
): Promise<DivergenceReport> {
  const stream = { config: name, candidate };
  const steps = await readSteps(deps, stream, { fromMs, toMs, stepMs });
  const details = await readDetails(deps, stream, { fromMs, toMs });
  const samples = await leastSimilar(deps.store, stream, { fromMs, toMs });
  const sampleCounts = await deps.store.countSamples(stream, fromMs, toMs);
  return divergenceReport({
    ...{ config: name, candidate, fromMs, toMs, comparison, steps, samples, sampleCounts, alpha },
    details: [details],
  });
}

/** The divergent pairs that a report shows some of. */
export async function leastSimilar(store: Pick<PairStore, 'listSamples'>, stream: PairStream, { fromMs, toMs }: TallyRange) {
  return (await store.listSamples(stream, { fromMs, toMs, isDivergent: true, order: 'least-similar', limit: SAMPLES })).items;
}
