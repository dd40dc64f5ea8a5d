import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checkConfig } from '../../src/analysis/config/check-config.ts';
import { MEASURED } from '../../src/analysis/config/measured.ts';
import { schemaProblems } from '../../src/analysis/config/schema-problems.ts';
import { BUILT_IN_COMPARATORS } from '../../src/comparison/built-in-comparators.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { rolloutPlan } from '../../src/judging/rollout-plan.ts';
import { ConfigDocument } from '../../src/model/config-document.ts';
import { BANDS, judged, sidesOf } from '../judging/divergence-run.ts';
import { yamlOf } from '../support/markdown-yaml.ts';

const PAGE = 'docs/divergence.md';
const page = readFileSync(PAGE, 'utf8');
const STEPS = 60;

/** So many pairs, and those of them that diverge, spread evenly. */
function spread(pairs: number, divergent: number): ReturnType<typeof judged> {
  const upTo = (t: number): number => Math.floor((t * divergent) / STEPS);
  const bad = Array.from({ length: STEPS }, (_, t) => upTo(t + 1) - upTo(t));
  return judged(sidesOf(new Array<number>(STEPS).fill(pairs / STEPS), bad));
}

describe(PAGE, () => {
  const [whole, ...parts] = yamlOf(PAGE);
  const problemsOf = async (document: unknown) => {
    const misfits = schemaProblems(ConfigDocument, document);
    return misfits.length > 0
      ? misfits
      : checkConfig(document as ConfigDocument, await loadJudges(), { comparators: BUILT_IN_COMPARATORS });
  };

  it('its config has no problem', async () => assert.deepEqual(await problemsOf(whole), []));
  for (const part of parts)
    it(`nor has it with the part that begins with ${Object.keys(part)[0]}: ${JSON.stringify(part).slice(0, 60)}`, async () =>
      assert.deepEqual(await problemsOf({ ...whole, spec: { ...whole!.spec, ...part } }), []));

  it('names every measure with its judge', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| .* \| `([\w-]+)`[^|]* \|$/gm)].map(([, measure, judge]) => [measure, judge]);
    assert.deepEqual(
      rows,
      Object.entries(MEASURED).map(([measure, { judge }]) => [measure, judge]),
    );
  });

  it('says how many pairs prove a rate to be safe', () => {
    const rows = [...page.matchAll(/^\| ([\d.]+)(?: %)? \| (\d+) \|$/gm)].map(
      ([, rate, pairs]) => [Number(rate) / 100, Number(pairs)] as const,
    );
    assert.equal(rows.length, 5);
    for (const [rate, pairs] of rows) {
      assert.equal(spread(pairs, Math.round(rate * pairs)).classification, 'pass', `${pairs} at ${rate}`);
      assert.notEqual(spread(pairs - 1, Math.round(rate * (pairs - 1))).classification, 'pass', `one fewer than ${pairs} at ${rate}`);
    }
  });

  it('shows the sentence of a judgement, and the plan of its rollout', () => {
    const { reason, effect } = spread(12_000, 52);
    assert.ok(page.includes(`\n${reason}\n`), reason);
    const { why, text } = rolloutPlan({ estimate: effect!.estimate, upper: effect!.upper! }, BANDS);
    assert.ok(page.includes(`\n${why}\n${text}\n`), `${why}\n${text}`);
  });
});
