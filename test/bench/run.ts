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
  memory: () => import('./memory.ts'),
  decisions: () => import('./decisions/decisions.ts'),
  incumbent: () => import('./incumbent.ts'),
};

const json = process.argv.includes('--json');
const names = process.argv.slice(2).filter((word) => word !== '--json');
const unknown = names.find((name) => !Object.hasOwn(SUITES, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no suite ${unknown}; there are ${Object.keys(SUITES).join(', ')}\n`);
  process.exit(64);
}

let broken = 0;
for (const [name, load] of Object.entries(SUITES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const suite = await load();
  if (!json) process.stdout.write(`\n${name}\n`);
  await suite.default((figure) => {
    print(figure, json);
    if (!holds(figure)) broken++;
  });
}
if (broken > 0) process.stderr.write(`${broken} ${broken === 1 ? 'figure does' : 'figures do'} not hold\n`);
process.exit(broken > 0 ? 1 : 0);
