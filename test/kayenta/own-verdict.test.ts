import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import sequential from '../../judges/sequential.ts';
import type { JudgeRegistry } from '../../src/judging/judge-registry.ts';
import type { JudgeRequest, MetricSetPair } from '../../src/kayenta/canary.ts';
import { netflixJudge } from '../../src/kayenta/netflix-judge.ts';
import { ownGroups } from '../../src/kayenta/own-groups.ts';
import { ownMetric } from '../../src/kayenta/own-metric.ts';
import { ownVerdict } from '../../src/kayenta/own-verdict.ts';
import { seeded } from '../support/random.ts';

const judges = new Map([['sequential', sequential]]) as unknown as JudgeRegistry;
const STEPS = 60;

/** Independent steps with a scatter of 5 % about 100 times `level`. */
function steps(seed: number, level = 1): number[] {
  const random = seeded(seed);
  return Array.from({ length: STEPS }, () => 100 * level * (1 + 0.05 * random.normal()));
}

function pair(name: string, level = 1, more: Partial<MetricSetPair> = {}): MetricSetPair {
  return { name, id: name, values: { control: steps(name.length), experiment: steps(100 + name.length, level) }, ...more };
}

interface Asked {
  readonly pairs: readonly MetricSetPair[];
  /** `analysisConfigurations.canary` by metric. */
  readonly metrics: Readonly<Record<string, object>>;
  readonly groupWeights?: Record<string, number>;
}

const request = ({ pairs, metrics, groupWeights = {} }: Asked): JudgeRequest => ({
  canaryConfig: {
    metrics: Object.entries(metrics).map(([name, canary]) => ({ name, groups: ['g'], analysisConfigurations: { canary } })),
    classifier: { groupWeights },
  },
  scoreThresholds: { pass: 90, marginal: 75 },
  metricSetPairList: pairs,
});

describe('netflixJudge and ownVerdict on the same pairs', () => {
  const gap = new Array<number>(STEPS).fill(Number.NaN);
  const cases: (Asked & {
    readonly name: string;
    readonly kayenta: readonly [score: number, classification: string];
    readonly ours: readonly [verdict: string, reason: RegExp];
  })[] = [
    {
      name: 'harmless',
      pairs: [pair('a')],
      metrics: { a: { direction: 'increase' } },
      kayenta: [100, 'Pass'],
      ours: ['promote', /a is proven within tolerance/],
    },
    {
      name: 'half as high again',
      pairs: [pair('a', 1.5)],
      metrics: { a: { direction: 'increase' } },
      kayenta: [0, 'Fail'],
      ours: ['rollback', /^a: .*proven higher$/],
    },
    {
      name: 'half as high again, where that is allowed',
      pairs: [pair('a', 1.5)],
      metrics: { a: { direction: 'increase', effectSize: { allowedIncrease: 2 } } },
      kayenta: [100, 'Pass'],
      ours: ['promote', /a is proven within tolerance/],
    },
    {
      name: 'only the metric that is not critical is harmful',
      pairs: [pair('a'), pair('bb', 1.5)],
      metrics: { a: { critical: true }, bb: {} },
      kayenta: [50, 'Fail'],
      ours: ['continue', /^bb: .*proven higher$/],
    },
    {
      name: 'a muted metric',
      pairs: [pair('a'), pair('bb', 1.5)],
      metrics: { a: {}, bb: { muted: true, critical: true } },
      kayenta: [100, 'Pass'],
      ours: ['promote', /a is proven within tolerance/],
    },
    {
      name: 'a group of errors scores 100 there, and says nothing here',
      pairs: [pair('a', 1, { values: { control: [1], experiment: [3] } })],
      metrics: { a: {} },
      kayenta: [100, 'Pass'],
      ours: ['continue', /^a: /],
    },
    {
      name: 'two steps a side fail a canary there, and are too few here',
      pairs: [pair('a', 1, { values: { control: [1, 1.1], experiment: [3, 3.1] } })],
      metrics: { a: { critical: true } },
      kayenta: [0, 'Fail'],
      ours: ['continue', /^a: /],
    },
    { name: 'no pair at all', pairs: [], metrics: { a: {} }, kayenta: [0, 'Fail'], ours: ['continue', /^a: no pair was sent$/] },
    {
      name: 'a metric without a pair is nothing there, and keeps the promotion back here',
      pairs: [pair('a')],
      metrics: { a: {}, bb: {} },
      kayenta: [100, 'Pass'],
      ours: ['continue', /^bb: no pair was sent$/],
    },
    {
      name: 'a candidate without data, in one of three metrics',
      pairs: [pair('a'), pair('bb'), pair('ccc', 1, { values: { control: steps(3), experiment: gap } })],
      metrics: { a: {}, bb: {}, ccc: {} },
      kayenta: [100, 'Pass'],
      ours: ['continue', /^ccc: /],
    },
    {
      name: 'weights that are for other groups',
      pairs: [pair('a')],
      metrics: { a: {} },
      groupWeights: { other: 60 },
      kayenta: [40, 'Fail'],
      ours: ['promote', /a is proven within tolerance/],
    },
    {
      name: 'sides on different grids',
      pairs: [pair('a', 1, { scopes: { control: { stepMillis: 60_000 }, experiment: { stepMillis: 30_000 } } })],
      metrics: { a: {} },
      kayenta: [100, 'Pass'],
      ours: ['continue', /^a: the control has steps of 60000 ms, the candidate of 30000 ms$/],
    },
  ];
  for (const { name, kayenta, ours, ...asked } of cases) {
    it(name, () => {
      const { score } = netflixJudge(request(asked));
      assert.deepEqual([score.score, score.classification], kayenta);
      const { verdict, reason } = ownVerdict(request(asked), judges);
      assert.equal(verdict, ours[0]);
      assert.match(reason, ours[1]);
    });
  }

  it('shares the error level among the critical metrics', () => {
    const pairs = [pair('a', 1.5), pair('bb', 1.5)];
    const bounds = (metrics: Asked['metrics']) =>
      ownVerdict(request({ pairs, metrics }), judges).metrics.map(({ effect }) => effect?.lower ?? Number.NaN);
    const [shared] = bounds({ a: { critical: true, direction: 'increase' }, bb: { critical: true, direction: 'increase' } });
    const [alone] = bounds({ a: { critical: true, direction: 'increase' }, bb: { direction: 'increase' } });
    assert.ok(shared! < alone!, `${shared} is no wider than ${alone}`);
  });

  it('cannot promote or roll back without the judge', () => {
    const { verdict, reason } = ownVerdict(request({ pairs: [pair('a', 1.5)], metrics: { a: {} } }), new Map());
    assert.deepEqual([verdict, reason], ['continue', 'a: judge sequential is not loaded']);
  });

  it('answers the same whatever the order of the pairs', () => {
    const pairs = [pair('a'), pair('bb', 1.5), pair('ccc', 0.5), pair('dddd'), pair('dddd', 1, { tags: { zone: 'b' } })];
    const metrics = { a: {}, bb: {}, ccc: { direction: 'increase' }, dddd: { mustHaveData: true } };
    const scores = (list: readonly MetricSetPair[]) => {
      const asked = request({ pairs: list, metrics, groupWeights: { g: 33.3 } });
      const theirs = netflixJudge(asked);
      const ours = ownVerdict(asked, judges);
      return { score: theirs.score, groups: theirs.groupScores, verdict: ours.verdict, own: ours.score, ownGroups: ours.groups };
    };
    const expected = scores(pairs);
    const orders = fc.shuffledSubarray(pairs, { minLength: pairs.length, maxLength: pairs.length });
    fc.assert(
      fc.property(orders, (list) => assert.deepEqual(scores(list), expected)),
      { seed: 1, numRuns: 20 },
    );
  });
});

describe('netflixJudge', () => {
  it('refuses a pair that the config does not have', () => {
    assert.throws(() => netflixJudge(request({ pairs: [pair('a')], metrics: {} })), {
      code: 'BAD_INPUT',
      message: /Could not find metric config for a$/,
    });
  });
  it('refuses weights that no score can be made of', () => {
    const asked = request({ pairs: [pair('a')], metrics: { a: {} }, groupWeights: { g: Number.NaN } });
    assert.throws(() => netflixJudge(asked), { message: 'groupWeights.g: must be finite, not NaN' });
  });
  it('classifies what it cannot compute as Error, without a ratio', () => {
    const [result] = netflixJudge(
      request({ pairs: [pair('a', 1, { values: { control: [1], experiment: [3] } })], metrics: { a: { critical: true } } }),
    ).results;
    const side = (value: number) => ({ stats: { min: value, max: value, mean: value, std: 0, count: 1 } });
    assert.deepEqual(result, {
      name: 'a',
      id: 'a',
      classification: 'Error',
      classificationReason: 'Metric Classification Failed',
      groups: ['g'],
      experimentMetadata: side(3),
      controlMetadata: side(1),
      critical: false,
      muted: false,
    });
  });
});

describe('ownMetric', () => {
  const tolerance = (canary: object) =>
    ownMetric({ name: 'm', analysisConfigurations: { canary } }, { name: 'sequential', parameters: {} }).tolerance;
  const cases = [
    { name: 'nothing given', canary: {}, ratio: 0.1 },
    { name: 'an increase', canary: { direction: 'increase', effectSize: { allowedIncrease: 1.25 } }, ratio: 0.25 },
    { name: 'an increase of more than everything', canary: { direction: 'increase', effectSize: { allowedIncrease: 3 } }, ratio: 2 },
    { name: 'a decrease', canary: { direction: 'decrease', effectSize: { allowedDecrease: 0.7 } }, ratio: 0.3 },
    { name: 'a decrease to nothing', canary: { direction: 'decrease', effectSize: { allowedDecrease: 0 } }, ratio: 0.9 },
    { name: 'only the other direction', canary: { direction: 'decrease', effectSize: { allowedIncrease: 1.3 } }, ratio: 0.1 },
    { name: 'both', canary: { effectSize: { allowedIncrease: 1.3, allowedDecrease: 0.8 } }, ratio: 0.2 },
    { name: 'either, far up', canary: { effectSize: { allowedIncrease: 5 } }, ratio: 0.9 },
    { name: 'no ratio', canary: { effectSize: { measure: 'cles', allowedIncrease: 0.8 } }, ratio: 0.1 },
  ];
  for (const { name, canary, ratio } of cases) it(`tolerance: ${name}`, () => assert.deepEqual(tolerance(canary), { ratio }));
});

describe('ownGroups', () => {
  const cases = [
    { name: 'no weights', weights: {}, expected: [50, 50] },
    { name: 'as given', weights: { a: 30, b: 70 }, expected: [30, 70] },
    { name: 'the rest', weights: { a: 30 }, expected: [30, 70] },
    { name: 'nothing left', weights: { a: 150 }, expected: [100, 0] },
    { name: 'a group without metrics', weights: { a: 30, other: 70 }, expected: [30, 70] },
    { name: 'too little', weights: { a: 10, b: 10 }, expected: [50, 50] },
    { name: 'negative', weights: { a: -50, b: 100 }, expected: [0, 100] },
    { name: 'all zero', weights: { a: 0, b: 0 }, expected: [50, 50] },
  ];
  for (const { name, weights, expected } of cases)
    it(name, () =>
      assert.deepEqual(
        ownGroups(['a', 'b', 'a'], weights),
        ['a', 'b'].map((group, i) => ({ name: group, weight: expected[i] })),
      ),
    );
});
