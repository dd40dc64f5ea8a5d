import type { Analysis, Look } from '../model/analysis.ts';
import type { KeyedMutex } from './keyed-mutex.ts';
import type { DueLook } from './ports/look-queue.ts';
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
    const analysis = await dueAnalysis(deps, analysisId);
    return analysis && runLook(deps, { analysis, slotMs: analysis.nextSlotMs, trigger: 'schedule', signal });
  });
}

/** As runDueLook, but the look of that slot and no other; undefined when another one, or none, is due. */
export function runSlot(deps: DueDeps, { analysisId, slotMs }: DueLook, signal: AbortSignal): Promise<Look | undefined> {
  return deps.mutex(analysisId, async () => {
    const analysis = await dueAnalysis(deps, analysisId);
    return analysis?.nextSlotMs === slotMs ? runLook(deps, { analysis, slotMs, trigger: 'schedule', signal }) : undefined;
  });
}

/** The analysis when a look of it is due now. @throws {StoreError} */
export async function dueAnalysis(
  { store, clock }: Pick<DueDeps, 'store' | 'clock'>,
  id: string,
): Promise<(Analysis & { readonly nextSlotMs: number }) | undefined> {
  const analysis = await store.findAnalysis(id);
  const slotMs = analysis?.nextSlotMs ?? null;
  if (analysis?.status !== 'running' || slotMs === null || slotMs > clock.now()) return undefined;
  return { ...analysis, nextSlotMs: slotMs };
}
