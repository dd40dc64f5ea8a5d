import type { Clock } from '../analysis/ports/clock.ts';
import type { Look } from '../model/analysis.ts';
import type { Workbench } from './cli-deps.ts';

export interface FollowRequest {
  readonly workbench: Workbench;
  readonly analysisId: string;
  readonly clock: Clock;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onLook: (look: Look) => void;
}

/** Looks at every slot when it comes, until a look is the last one or the signal is aborted. Slots already past are caught up first. */
export async function followLive(request: FollowRequest): Promise<void> {
  const { workbench, analysisId, clock, sleep, signal } = request;
  for (;;) {
    await catchUp(request);
    const { status, nextSlotMs } = await workbench.service.find(analysisId);
    if (signal.aborted || status !== 'running' || nextSlotMs === null) return;
    await sleep(Math.max(0, nextSlotMs - clock.now()), signal);
  }
}

/**
 * Looks at every slot up to the clock's now, each as of its own time, and then at now itself, which may lie between two slots:
 * the end of a stretch of past data is judged with all of it.
 */
export async function followPast(request: FollowRequest): Promise<void> {
  const { workbench, analysisId, clock, signal, onLook } = request;
  await catchUp(request);
  const { status, lastSlotMs } = await workbench.service.find(analysisId);
  if (!signal.aborted && status === 'running' && (lastSlotMs ?? 0) < clock.now()) onLook(await workbench.service.look(analysisId));
}

async function catchUp({ workbench, analysisId, signal, onLook }: FollowRequest): Promise<void> {
  while (!signal.aborted) {
    const look = await workbench.runDue(analysisId, signal);
    if (look === undefined) return;
    onLook(look);
  }
}
