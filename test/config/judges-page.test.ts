import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkParameters } from '../../src/analysis/config/judge-parameters.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import type { Judge } from '../../src/judging/judge.ts';
import type { JudgeRegistry } from '../../src/judging/judge-registry.ts';
import { judgeRunner } from '../../src/judging/run-judge.ts';
import type { Judgement } from '../../src/model/judgement.ts';
import { gaugeInput } from '../judges/gauge-input.ts';
import { noise } from '../judging/contrast-noise.ts';

/** Cells of all table rows whose first cell is code. */
const rows = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => /^\| `[^`]+` \|/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );

describe('docs/judges.md', () => {
  let page: string;
  let ours: JudgeRegistry;
  before(async () => {
    page = await readFile('docs/judges.md', 'utf8');
    ours = await loadJudges();
  });

  it('names every judge with its kinds, and no other', () => {
    const said = rows(page).filter((cells) => !/^`/.test(cells[1]!));
    assert.deepEqual(
      said.map(([name, kinds]) => `${name} ${kinds}`).sort(),
      [...ours.values()].map(({ name, kinds }) => `\`${name}\` ${kinds.join(', ')}`).sort(),
    );
  });

  it('names every parameter with its default, and no other', () => {
    const said = rows(page).filter((cells) => /^`/.test(cells[1]!));
    const known = [...ours.values()].flatMap(({ name, parameters }) =>
      Object.keys(parameters.properties).map((key) => `\`${name}\` \`${key}\``),
    );
    assert.deepEqual(said.map(([name, parameter]) => `${name} ${parameter}`).sort(), known.sort());
    for (const [name, parameter, given] of said) {
      const { properties } = ours.get(name!.slice(1, -1))!.parameters;
      const schema = properties[parameter!.slice(1, -1)] as { readonly default?: unknown };
      if (schema.default === undefined) assert.doesNotMatch(given!, /`/, `${name} ${parameter}`);
      else assert.equal(given, `\`${JSON.stringify(schema.default)}\``, `${name} ${parameter}`);
    }
  });

  describe('its example', () => {
    let folder: string;
    let judges: JudgeRegistry;
    let judge: Judge;
    before(async () => {
      const [, code] = page.match(/```ts\n(.*?)```/s)!;
      // A folder with nothing beside it: no package.json, no node_modules up to the root that has the kit.
      folder = await mkdtemp(path.join(tmpdir(), 'serinus-judge-'));
      await writeFile(path.join(folder, 'utilisation.ts'), code!);
      await writeFile(
        path.join(folder, 'throws.ts'),
        code!.replace("'utilisation'", "'throws'").replace('const values =', "throw new Error('boom'); const values ="),
      );
      judges = await loadJudges([folder]);
      judge = judges.get('utilisation')!;
    });
    after(() => rm(folder, { recursive: true }));

    const share = (seed: number, mean: number): Float64Array => noise(seed, { steps: 60, sd: 0.02, mean });
    const judged = (name: string, candidate: Float64Array): Judgement => {
      const { parameters } = checkParameters(judge, {});
      return judgeRunner(judges, gaugeInput(share(1, 0.5), candidate))({ name, parameters: parameters! });
    };

    it('is loaded beside ours', () => assert.deepEqual([judge.name, judges.size], ['utilisation', ours.size + 2]));
    it('passes what is equal', () => {
      const { classification, reason } = judged('utilisation', share(2, 0.5));
      assert.equal(classification, 'pass', reason);
    });
    it('finds 65 % beside 50 %, odds of 1.86, harmful', () => {
      const { classification, effect, reason } = judged('utilisation', share(2, 0.65));
      assert.equal(classification, 'high', reason);
      assert.ok(effect!.lower! < 0.857 && effect!.upper! > 0.857, reason);
    });
    it('does not take a saturated candidate for missing', () =>
      assert.equal(judged('utilisation', new Float64Array(60).fill(1)).classification, 'high'));
    it('makes the metric an error when it throws', () => {
      const { classification, reason } = judged('throws', share(2, 0.5));
      assert.deepEqual([classification, reason], ['error', 'p99: judge throws failed: boom']);
    });
  });
});
