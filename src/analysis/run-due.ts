import type { Look } from '../model/analysis.ts';
import type { KeyedMutex } from './keyed-mutex.ts';
import { type LookDeps, runLook } from './run-look.ts';

export interface DueDeps extends LookDeps {
  readonly mutex: KeyedMutex;
}

/**
 * Runs the look that is due for one analysis, as of its slot: a slot missed while the process was down is judged with the data of
 * its own time, so a restart loses no look.
 *
 * @returns the look; undefined when nothing is due any more.
 */
export function runDueLook(deps: DueDeps, analysisId: string, signal: AbortSignal): Promise<Look | undefined> {
  return deps.mutex(analysisId, async () => {
    const analysis = await deps.store.findAnalysis(analysisId);
    const slotMs = analysis?.nextSlotMs ?? null;
    if (analysis?.status !== 'running' || slotMs === null || slotMs > deps.clock.now()) return undefined;
    return runLook(deps, { analysis, slotMs, trigger: 'schedule', signal });
  });
}
