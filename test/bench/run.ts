import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { holds, print, type Report } from './figure.ts';

/*
 * `npm run bench` measures everything, `npm run bench -- NAME ...` the suites named; `--json` prints one object a figure.
 * Ends with status 1 when a promise is not kept, 64 when a suite is named that is none.
 */
const SUITES: Readonly<Record<string, () => Promise<{ readonly default: (report: Report) => Promise<void> }>>> = {
  statistics: () => import('./statistics.ts'),
  judges: () => import('./judges.ts'),
  look: () => import('./look.ts'),
  verdict: () => import('./verdict.ts'),
  queue: () => import('./queue.ts'),
  growth: () => import('./growth.ts'),
  'look-rate': () => import('./look-rate.ts'),
  compare: () => import('./compare.ts'),
  'compare-memory': () => import('./compare-memory.ts'),
  'pair-store': () => import('./pair-store.ts'),
  memory: () => import('./memory.ts'),
  'memory-many': () => import('./memory-many.ts'),
  system: () => import('./system.ts'),
  decisions: () => import('./decisions/decisions.ts'),
  divergence: () => import('./divergence.ts'),
  incumbent: () => import('./incumbent.ts'),
  rouge: () => import('./rouge.ts'),
  systematic: () => import('./systematic.ts'),
};

const json = process.argv.includes('--json');
const names = process.argv.slice(2).filter((word) => word !== '--json');
const unknown = names.find((name) => !Object.hasOwn(SUITES, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no suite ${unknown}; there are ${Object.keys(SUITES).join(', ')}\n`);
  process.exit(64);
}

const asked = Object.keys(SUITES).filter((name) => names.length === 0 || names.includes(name));
if (asked.length === 1) {
  process.exit(await measure(asked[0]!));
} else {
  // Each suite in a process of its own: what one leaves in memory must not slow the next.
  const self = fileURLToPath(import.meta.url);
  const results = asked.map((name) => spawnSync(process.execPath, [self, name, ...(json ? ['--json'] : [])], { stdio: 'inherit' }));
  process.exit(results.every(({ status }) => status === 0) ? 0 : 1);
}

/** @returns the status to end with. */
async function measure(name: string): Promise<0 | 1> {
  const suite = await SUITES[name]!();
  if (!json) process.stdout.write(`\n${name}\n`);
  let broken = 0;
  await suite.default((figure) => {
    print(figure, json);
    if (!holds(figure)) broken++;
  });
  if (broken > 0) process.stderr.write(`${broken} ${broken === 1 ? 'figure does' : 'figures do'} not hold\n`);
  return broken > 0 ? 1 : 0;
}
