import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of both halves together. V8 by itself takes eight times as much for a server that is busy. */
const MAX_YOUNG_BYTES = 16 * 1024 * 1024;

/** What the old generation may grow by, in percent of what was alive in it, before it is collected again; V8 allows up to several times that. */
const OLD_GROWTH_PERCENT = 40;

/**
 * Lets V8 take less memory for garbage from now on. The young generation doubles up to 16 MB and stays there: V8's own setting for this
 * must be given on the command line that starts the process, which is not ours to write. The old generation is collected more often, and
 * now: call it once the server listens.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${OLD_GROWTH_PERCENT}`);
  let growing: boolean | undefined;
  const adjust = (): void => {
    const isBelow = youngBytes() < MAX_YOUNG_BYTES;
    if (isBelow === growing) return;
    growing = isBelow;
    setFlagsFromString(`--semi-space-growth-factor=${isBelow ? 2 : 1}`);
  };
  adjust();
  collectOnce();
  new PerformanceObserver(adjust).observe({ entryTypes: ['gc'] });
}

/** What starting left behind, some 7 MB, is given back at once: a server that idles comes to no collection by itself. */
function collectOnce(): void {
  setFlagsFromString('--expose-gc');
  const collect: (how: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  collect({ type: 'major', flavor: 'last-resort' });
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}
