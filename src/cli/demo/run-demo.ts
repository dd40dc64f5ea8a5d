import type { AnalysisService } from '../../analysis/service.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { LookReport } from '../output/look-report.ts';

export const DEMO_CONFIG = 'demo';
const CONTROL = { version: 'v1' };
/** The candidates of the recording, and what a right judge says of them. */
const CANDIDATES: readonly { readonly version: string; readonly nature: string; readonly expected: Verdict }[] = [
  { version: 'v2', nature: 'healthy', expected: 'promote' },
  { version: 'v3', nature: 'broken', expected: 'rollback' },
];

export interface DemoRun {
  readonly startMs: number;
  /** Moves the clock on by a recorded step and lets what is due be judged; false to stop early. */
  readonly advance: () => Promise<boolean>;
  readonly onStart: (analysisId: string, name: string) => void;
}

export interface DemoResult {
  readonly name: string;
  readonly expected: Verdict;
  readonly verdict: Verdict;
  readonly analysisId: string;
  /** The last look, with what it was asked of; undefined when stopped before the first. */
  readonly report: LookReport | undefined;
}

/** Starts an analysis of each candidate and moves the clock until all have ended. */
export async function runDemo(service: AnalysisService, { startMs, advance, onStart }: DemoRun): Promise<readonly DemoResult[]> {
  const ids: string[] = [];
  for (const { version, nature } of CANDIDATES) {
    const { analysis } = await service.start({ config: DEMO_CONFIG, control: CONTROL, candidate: { version }, startMs });
    onStart(analysis.id, `${version} (${nature})`);
    ids.push(analysis.id);
  }
  const isRunning = async (): Promise<boolean> => {
    for (const id of ids) if ((await service.find(id)).status === 'running') return true;
    return false;
  };
  while ((await isRunning()) && (await advance()));
  return Promise.all(
    CANDIDATES.map(({ version, nature, expected }, i) => resultOf(service, ids[i]!, { name: `${version} (${nature})`, expected })),
  );
}

async function resultOf(service: AnalysisService, id: string, about: Pick<DemoResult, 'name' | 'expected'>): Promise<DemoResult> {
  const { analysis, look } = await service.verdict({ analysis: id });
  return { ...about, verdict: analysis.verdict, analysisId: id, report: look && { subject: analysis, look } };
}
