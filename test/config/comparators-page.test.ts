import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { BUILT_IN_COMPARATORS } from '../../src/comparison/built-in-comparators.ts';
import type { ComparatorRegistry } from '../../src/comparison/comparator.ts';
import { comparePair, NOT_THERE } from '../../src/comparison/compare-pair.ts';
import { type ComparisonPlan, comparisonPlan } from '../../src/comparison/comparison-plan.ts';
import type { ComparatorResult } from '../../src/comparison/pair-result.ts';
import { loadComparators } from '../../src/config/load-comparators.ts';
import type { ComparatorChoice } from '../../src/model/comparison-config.ts';
import type { Json } from '../../src/model/json.ts';
import { codesOf, tableOf } from '../support/markdown-table.ts';

type Written = Pick<ComparatorChoice, 'type'> & Partial<ComparatorChoice>;

function planOf(comparators: Readonly<Record<string, Written>>, registry: ComparatorRegistry): ComparisonPlan {
  const chosen = Object.entries(comparators).map(([name, one]) => ({ path: '', parameters: {}, counts: true, ...one, name }));
  return comparisonPlan({ comparators: chosen }, registry);
}

describe('docs/comparators.md', async () => {
  const page = await readFile('docs/comparators.md', 'utf8');

  it('names every comparator, and no other', () => {
    const said = tableOf(page, 'comparator', 'compares').map(([name]) => codesOf(name)[0]);
    assert.deepEqual(said, [...BUILT_IN_COMPARATORS.keys()]);
  });

  it('names every parameter with its default, and no other', () => {
    const said = tableOf(page, 'comparator', 'parameter');
    const known = [...BUILT_IN_COMPARATORS.values()].flatMap(({ name, parameters }) =>
      Object.keys(parameters.properties).map((parameter) => `${name} ${parameter}`),
    );
    assert.deepEqual(said.map(([name, parameter]) => `${codesOf(name)[0]} ${codesOf(parameter)[0]}`).sort(), known.sort());
    for (const [name, parameter, given] of said) {
      const { properties } = BUILT_IN_COMPARATORS.get(codesOf(name)[0]!)!.parameters;
      const schema = properties[codesOf(parameter)[0]!] as { readonly default?: unknown };
      if (schema.default === undefined) assert.doesNotMatch(given!, /^`/, `${name} ${parameter}`);
      else assert.equal(given, `\`${JSON.stringify(schema.default)}\``, `${name} ${parameter}`);
    }
  });

  it('names every code of a pair that cannot be compared', () => {
    const said = tableOf(page, 'code', 'meaning').flatMap(([codes]) => codesOf(codes));
    const thrown = readdirSync('src/comparison', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(path.join('src/comparison', file), 'utf8').matchAll(/new PairError\(\s*'(\w+)'/g)])
      .map(([, code]) => code!);
    assert.deepEqual([...new Set(said)].sort(), [...new Set([...thrown, NOT_THERE, 'COMPARATOR_FAILED'])].sort());
  });

  it('its config compares an answer of that form', () => {
    const [, yaml] = page.match(/```yaml\n(.*?)```/s)!;
    const { comparison } = parse(yaml!) as { comparison: { comparators: Record<string, Written> } };
    const answer = { label: 'cat', confidence: 0.9, embedding: [1, 2], related: ['a', 'b'], detectors: { toxicity: 0.01 } };
    const other = { ...answer, confidence: 0.8, detectors: { toxicity: 0.04 } };
    const { results, isDivergent } = comparePair(planOf(comparison.comparators, BUILT_IN_COMPARATORS), {
      id: '1',
      control: answer,
      candidate: other,
    });
    assert.deepEqual(
      results.map(({ comparator, error, own }) => [comparator, error?.code ?? own.length]),
      [
        ['label', 0],
        ['confidence', 1],
        ['embedding', 0],
        ['related', 0],
        ['safety', 1],
      ],
    );
    assert.ok(isDivergent, 'by safety: confidence does not count');
  });

  describe('its own comparator', () => {
    let folder: string;
    let registry: ComparatorRegistry;
    before(async () => {
      const [, code] = page.match(/```ts\n(.*?)```/s)!;
      // A folder with nothing beside it: no package.json, no node_modules up to the root that has the kit.
      folder = await mkdtemp(path.join(tmpdir(), 'serinus-comparator-'));
      await writeFile(path.join(folder, 'box.ts'), code!);
      await writeFile(
        path.join(folder, 'throws.ts'),
        code!.replace("'box'", "'throws'").replace('const both =', "throw new Error('boom'); const both ="),
      );
      registry = await loadComparators([folder]);
    });
    after(() => rm(folder, { recursive: true }));

    const compared = (type: string, control: Json, candidate: Json): ComparatorResult =>
      comparePair(planOf({ it: { type } }, registry), { id: '1', control, candidate }).results[0]!;
    const box = (x: number, y: number): Json => ({ x, y, width: 4, height: 2 });

    // Areas by hand: both have 3 x 2 of 8 + 8 - 6; 2 x 1 of 8 + 8 - 2.
    it('agrees where the boxes share more than half', () =>
      assert.deepEqual(compared('box', box(0, 0), box(1, 0)).compared, { similarity: 0.6, differences: [] }));
    it('differs where they share less', () =>
      assert.deepEqual(compared('box', box(0, 0), box(2, 1)).compared, {
        similarity: 1 / 7,
        differences: [{ field: '', type: 'value', category: 'shifted' }],
      }));
    it('differs where they are apart', () =>
      assert.deepEqual(compared('box', box(0, 0), box(9, 9)).compared?.differences, [{ field: '', type: 'value', category: 'apart' }]));
    it('is an error of the pair where there is no box', () =>
      assert.deepEqual(compared('box', box(0, 0), null).error, { code: 'NO_BOX', message: 'an answer is no box with an area' }));
    it('is one where it throws', () => assert.equal(compared('throws', box(0, 0), box(0, 0)).error?.code, 'COMPARATOR_FAILED'));
  });
});
