import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** Why no more work is to be taken on. */
export type Overload = 'delay' | 'memory';

/** How much of its means the process uses. */
export interface Load {
  /** As of the last quarter of a second; undefined: there is room. */
  overload(): Overload | undefined;
  /** Ends the watch. */
  stop(): void;
}

export interface LoadLimits {
  /** Mean delay of the event loop over a second, above 0. */
  readonly maxDelayMs: number;
  /** Resident memory of the process; absent means nine tenths of what its container has, if that is limited. */
  readonly maxMemoryBytes?: number;
}

const PERIOD_MS = 250;
/** Periods that the delay is a mean of: one long pause, of a collection or a judge, is no overload. */
const PERIODS = 4;
const RESOLUTION_MS = 10;
const SHARE = 0.9;

/** @param onChange told when an overload begins, and (undefined) when it is over. */
export function watchLoad(limits: LoadLimits, onChange: (overload: Overload | undefined) => void): Load {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const maxMemoryBytes = limits.maxMemoryBytes ?? containerShare();
  const recent: number[] = [];
  let overload: Overload | undefined;

  const measure = (): Overload | undefined => {
    recent.push(delays.count === 0 ? 0 : delays.mean / 1e6 - RESOLUTION_MS);
    if (recent.length > PERIODS) recent.shift();
    delays.reset();
    const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
    if (used > SHARE * most || process.memoryUsage.rss() > maxMemoryBytes) return 'memory';
    const meanMs = recent.reduce((sum, delay) => sum + delay, 0) / PERIODS;
    return meanMs > limits.maxDelayMs ? 'delay' : undefined;
  };
  const timer = setInterval(() => {
    const now = measure();
    if (now !== overload) onChange(now);
    overload = now;
  }, PERIOD_MS);
  timer.unref();
  delays.enable();

  return {
    overload: () => overload,
    stop() {
      clearInterval(timer);
      delays.disable();
    },
  };
}

function containerShare(): number {
  const bytes = process.constrainedMemory();
  // Without a limit it is 0, or a number beyond any machine.
  return bytes > 0 && bytes < 2 ** 50 ? SHARE * bytes : Number.POSITIVE_INFINITY;
}
