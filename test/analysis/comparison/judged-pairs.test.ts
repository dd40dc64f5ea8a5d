import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import type { MetricSource } from '../../../src/analysis/ports/metric-source.ts';
import { rejudge } from '../../../src/analysis/rejudge.ts';
import type { AnswerPair } from '../../../src/comparison/answer-pair.ts';
import { loadJudges } from '../../../src/config/load-judges.ts';
import type { Look } from '../../../src/model/analysis.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import { sampleCount } from '../../../src/model/time-series.ts';
import { savePairs, type TimedPair } from '../../support/compared-config.ts';
import type { AnyDocument } from '../../support/config-document.ts';
import { MINUTE, openProgram, T0 } from '../program.ts';

const CHECKLIST = {
  minDuration: '25m',
  maxDivergence: 0.05,
  minSamples: 2000,
  restarts: { query: 'restarts{${scope}}' },
  utilisation: { query: 'cpu{${scope}}' },
  rollbackPlan: 'https://example.com/back',
};

function document(spec: AnyDocument = {}): ConfigDocument {
  return {
    apiVersion: 'serinus.dev/v1',
    kind: 'CanaryAnalysis',
    metadata: { name: 'fraud' },
    spec: {
      mode: 'shadow',
      variables: { version: {} },
      scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
      comparison: { candidate: 'fraud-${version}', comparators: { label: { type: 'classification' } } },
      window: { delay: '0s' },
      duration: { min: '20m', max: '40m' },
      metrics: [{ name: 'divergence', kind: 'comparison' }],
      ...spec,
    },
  } as ConfigDocument;
}

interface Pairs {
  /** Per minute, of 100 in each. */
  readonly divergent: (minute: number) => number;
  readonly minutes: number;
  readonly id?: (minute: number, i: number) => string;
  readonly versions?: AnswerPair['versions'];
}

const pairsOf = ({ divergent, minutes, id = (minute, i) => `${minute}-${i}`, versions }: Pairs): TimedPair[] =>
  Array.from({ length: minutes }, (_, minute) =>
    Array.from({ length: 100 }, (_, i) => ({
      atMs: T0 + minute * MINUTE + 30_000,
      pair: { id: id(minute, i), control: 'good', candidate: i < divergent(minute) ? 'bad' : 'good', ...(versions && { versions }) },
    })),
  ).flat();

/** Answers what the checklist asks for. */
const systemSource = (values: Readonly<Record<string, number>>): MetricSource => ({
  name: 'prometheus',
  dialect: 'promql',
  async query({ query, window }) {
    assert.match(query, /version="v2"/, 'of the candidate');
    const { startMs, stepMs } = window;
    const series = {
      labels: {},
      startMs,
      stepMs,
      values: new Float64Array(sampleCount(window)).fill(values[query.split('{')[0]!] ?? Number.NaN),
    };
    return { series: [series], warnings: [] };
  },
  check: async () => undefined,
});

async function analysed(
  t: TestContext,
  {
    spec = {},
    pairs,
    source = systemSource({ restarts: 0, cpu: 0.4 }),
  }: { spec?: AnyDocument; pairs: readonly TimedPair[]; source?: MetricSource },
) {
  const program = await openProgram(t, source);
  const judges = await loadJudges();
  const config = resolveConfig(document(spec), judges);
  const { service, runDueLook } = program.openReplica({ judges, configs: new Map([['fraud', config]]), pairs: program.store });
  const { analysis } = await service.start({ config: 'fraud', control: { version: 'v1' }, candidate: { version: 'v2' }, startMs: T0 });
  await savePairs(program.store, config as never, { candidate: 'fraud-v2', pairs });
  const looks: Look[] = [];
  program.setMinute(40);
  for (let look = await runDueLook(analysis.id); look !== undefined; look = await runDueLook(analysis.id)) looks.push(look);
  return { looks, last: looks.at(-1)!, again: () => rejudge({ store: program.store, judges }, analysis.id), service };
}

describe('an analysis of pairs of answers', () => {
  it('promotes what hardly diverges, with a plan of its rollout', async (t) => {
    const { last } = await analysed(t, { pairs: pairsOf({ minutes: 40, divergent: (minute) => (minute % 10 === 0 ? 1 : 0) }) });
    assert.equal(last.verdict, 'promote', last.reason);
    assert.equal(last.rollout!.steps.at(-1)!.weight, 100);
    assert.match(last.rollout!.why, /proven below/);
    assert.equal(last.readiness, undefined);
  });

  it('rolls back what diverges', async (t) => {
    const { last } = await analysed(t, { pairs: pairsOf({ minutes: 40, divergent: (minute) => 28 + (minute % 5) }) });
    assert.equal(last.verdict, 'rollback');
    assert.match(last.reason, /^divergence: .* pairs diverge .*: proven above 10 %$/);
    assert.equal(last.rollout, undefined);
  });

  it('promotes nothing without pairs', async (t) => {
    const { last } = await analysed(t, { pairs: [] });
    assert.equal(last.verdict, 'rollback');
    assert.match(last.reasons.join('\n'), /0 steps with pairs, 10 are needed/);
  });

  it('promotes no model that was compared with itself', async (t) => {
    const versions = { control: 'v1', candidate: 'v1' };
    const { last } = await analysed(t, { pairs: pairsOf({ minutes: 40, divergent: () => 0, versions }) });
    assert.notEqual(last.verdict, 'promote');
    assert.match(last.reasons.join('\n'), /both sides are of version "v1"/);
  });

  it('waits until every item of the checklist is met, and says how each stands', async (t) => {
    const { looks, last, again } = await analysed(t, {
      spec: { readiness: CHECKLIST },
      pairs: pairsOf({ minutes: 40, divergent: () => 0 }),
    });
    const waiting = looks.find(({ slotMs }) => slotMs === T0 + 22 * MINUTE)!;
    assert.equal(waiting.verdict, 'continue');
    assert.match(waiting.reason, /^readiness, minDuration not met: has run for 22m of 25m$/);
    assert.equal(last.slotMs, T0 + 25 * MINUTE);
    assert.equal(last.verdict, 'promote');
    assert.deepEqual(
      last.readiness!.map(({ item, state }) => `${item} ${state}`),
      ['minDuration met', 'maxDivergence met', 'minSamples met', 'restarts met', 'utilisation met', 'rollbackPlan met'],
    );
    assert.equal(last.readiness!.find(({ item }) => item === 'minSamples')!.value, 2500, '25 minutes of 100');
    assert.deepEqual((await again()).differences, []);
  });

  for (const [name, source, reason] of [
    ['restarted', systemSource({ restarts: 1, cpu: 0.4 }), /readiness, restarts not met: restarts of the candidate: \d+, at most 0/],
    ['is too busy', systemSource({ restarts: 0, cpu: 0.9 }), /readiness, utilisation not met: .*: 0\.9, below 0\.7/],
    ['cannot be asked about', systemSource({ cpu: 0.4 }), /readiness, restarts unknown: .* its query has no data/],
  ] as const)
    it(`does not promote a candidate that ${name}`, async (t) => {
      const { last, again } = await analysed(t, {
        spec: { readiness: CHECKLIST },
        pairs: pairsOf({ minutes: 40, divergent: () => 0 }),
        source,
      });
      assert.equal(last.verdict, 'rollback');
      assert.match(last.reasons.join('\n'), reason);
      assert.deepEqual((await again()).differences, []);
    });

  it('is judged again from what is stored, whatever has come since', async (t) => {
    const { again, last } = await analysed(t, { pairs: pairsOf({ minutes: 40, divergent: (minute) => minute % 3 }) });
    const { differences, look } = await again();
    assert.deepEqual([differences, look.number], [[], last.number]);
  });

  it('does not begin with values that no candidate can be called by', async (t) => {
    const spec = { variables: { version: { pattern: '.*' } } };
    const { service } = await analysed(t, { spec, pairs: [] });
    await assert.rejects(service.start({ config: 'fraud', control: { version: 'v1' }, candidate: { version: 'a b' } }), {
      code: 'BAD_INPUT',
      field: 'candidate',
    });
  });
});
