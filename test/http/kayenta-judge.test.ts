import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import sequential from '../../judges/sequential.ts';
import type { JudgeRegistry } from '../../src/judging/judge-registry.ts';
import { startApp } from './app-under-test.ts';

const judgeRegistry = new Map([['sequential', sequential]]) as unknown as JudgeRegistry;
const recorded = readFileSync('fixtures/kayenta/judge-request.json', 'utf8');

async function post(t: TestContext, payload: string | object) {
  const { app } = startApp(t, { judgeRegistry });
  return app.inject({ method: 'POST', url: '/kayenta/judge', headers: { 'content-type': 'application/json' }, payload });
}

interface Stats {
  readonly stats: Record<'min' | 'max' | 'mean' | 'std' | 'count', number>;
}
interface Result {
  readonly experimentMetadata: Stats;
  readonly controlMetadata: Stats;
  readonly resultMetadata: { readonly ratio: number };
  readonly [field: string]: unknown;
}

/** min, max, mean, sample deviation, count. */
type Numbers = readonly [number, number, number, number, number];

function assertStats({ stats }: Stats, [min, max, mean, std, count]: Numbers): void {
  assert.deepEqual([stats.min, stats.max, stats.count, Object.keys(stats).length], [min, max, count, 5]);
  assert.ok(Math.abs(stats.mean - mean) <= 1e-12 * Math.abs(mean), `mean ${stats.mean}`);
  assert.ok(Math.abs(stats.std - std) <= 1e-12 * std, `std ${stats.std}`);
}

describe('POST /kayenta/judge', () => {
  it("answers a Kayenta's request in every field", async (t) => {
    const reply = await post(t, recorded);
    assert.equal(reply.statusCode, 200);
    assert.match(String(reply.headers['content-type']), /^application\/json/);
    const { results, serinus, ...rest } = reply.json();

    const failed = 'The metric latency was classified as High (Critical)';
    const noReason = { classification: '', classificationReason: '' };
    assert.deepEqual(rest, {
      judgeName: 'NetflixACAJudge-v1.0',
      // speed: one of two passed. reliability: its one metric passed. resources: one metric muted, the other without data.
      groupScores: [
        { name: 'reliability', score: 100, ...noReason },
        { name: 'resources', score: 0, ...noReason },
        { name: 'speed', score: 50, ...noReason },
      ],
      score: { score: 0, classification: 'Fail', classificationReason: `Canary Failed: ${failed}` },
    });

    // Numbers: Python 3 statistics.fmean and stdev of the values without "NaN", or with 0 for it where the metric says replace.
    const empty: Numbers = [0, 0, 0, 0, 0];
    const expected: readonly (readonly [about: object, experiment: Numbers, control: Numbers, ratio: number])[] = [
      [
        {
          name: 'latency',
          tags: { zone: 'a' },
          classification: 'High',
          classificationReason: failed,
          groups: ['speed'],
          critical: true,
          muted: false,
        },
        [157.148, 178.492, 166.3464, 5.451776968140279, 30],
        [105.556, 134.666, 120.57006896551725, 7.507814452436655, 29],
        1.3796657945644426,
      ],
      [
        { name: 'latency', tags: { zone: 'b' }, classification: 'Pass', groups: ['speed'], critical: false, muted: false },
        [104.368, 134.321, 118.09310714285714, 6.695117338275739, 28],
        [108.011, 128.632, 117.00129999999999, 5.538847279241289, 30],
        1.0093315812974484,
      ],
      [
        {
          name: 'errors',
          tags: {},
          classification: 'Pass',
          classificationReason: 'The Canary and Baseline data are identical',
          groups: ['reliability'],
          critical: false,
          muted: false,
        },
        [0.0, 0.0, 0.0, 0.0, 30],
        [0.0, 0.0, 0.0, 0.0, 30],
        1,
      ],
      [
        {
          name: 'cpu',
          tags: {},
          classification: 'High',
          classificationReason: 'cpu was classified as High',
          groups: ['resources'],
          critical: false,
          muted: true,
        },
        [0.841, 0.94, 0.8988333333333334, 0.021921621091159485, 30],
        [0.45, 0.564, 0.4973666666666666, 0.021411378433832364, 30],
        1.8071845050599828,
      ],
      [
        {
          name: 'queue',
          tags: {},
          classification: 'Nodata',
          classificationReason: 'Missing data for queue',
          groups: ['resources'],
          critical: false,
          muted: false,
        },
        empty,
        [6.053, 8.005, 7.068766666666666, 0.5646274135143936, 30],
        1,
      ],
    ];
    assert.equal(results.length, expected.length);
    (results as Result[]).forEach(({ experimentMetadata, controlMetadata, resultMetadata, ...about }, i) => {
      const [described, experiment, control, ratio] = expected[i]!;
      assert.deepEqual(about, { id: `5c1b7f5e-0b57-4f4e-8a53-8f4ac5c9a11${i + 1}`, ...described });
      assertStats(experimentMetadata, experiment);
      assertStats(controlMetadata, control);
      assert.deepEqual(Object.keys(resultMetadata), ['ratio']);
      assert.ok(Math.abs(resultMetadata.ratio - ratio) <= 1e-12, `ratio ${resultMetadata.ratio}`);
    });

    const { metrics, ...own } = serinus;
    assert.deepEqual([own.verdict, own.score, own.reasons.length], ['rollback', 0, 1]);
    assert.match(own.reasons[0], /^latency\{zone="a"\}: mean ratio \+38\.1 % .*proven higher$/);
    const seen = (metrics as Record<string, unknown>[]).map(({ name, labels, group, critical, muted, classification }) => [
      name,
      labels,
      group,
      critical,
      muted,
      classification,
    ]);
    assert.deepEqual(seen, [
      ['latency', { zone: 'a' }, 'speed', true, false, 'high'],
      ['latency', { zone: 'b' }, 'speed', true, false, 'pass'],
      ['errors', {}, 'reliability', false, false, 'pass'],
      ['cpu', {}, 'resources', false, true, 'high'],
      ['queue', {}, 'resources', false, false, 'nodata'],
    ]);
  });

  const asked = (changes: (request: ReturnType<typeof JSON.parse>) => void): object => {
    const request = JSON.parse(recorded);
    changes(request);
    return request;
  };

  it('writes what JSON has no number for as Kayenta does', async (t) => {
    const request = asked(({ canaryConfig, metricSetPairList }) => {
      canaryConfig.metrics[3].analysisConfigurations = {};
      metricSetPairList[4].values = { control: [0, 0, 0, 0, 0], experiment: [1, 2, 3, 'Infinity', 'NaN'] };
    });
    const { results } = (await post(t, request)).json();
    assert.deepEqual(results[4].resultMetadata, { ratio: 'NaN' });
    assert.deepEqual(results[4].experimentMetadata.stats, { min: 1, max: 'Infinity', mean: 'NaN', std: 'NaN', count: 4 });
  });

  for (const judge of [undefined, null, {}, { name: null }, { name: 'NetflixACAJudge-v1.0' }, { name: 'RemoteJudge-v1.0' }]) {
    it(`is NetflixACAJudge-v1.0 for a config with the judge ${JSON.stringify(judge)}`, async (t) => {
      const reply = await post(
        t,
        asked(({ canaryConfig }) => {
          canaryConfig.judge = judge;
        }),
      );
      assert.deepEqual([reply.statusCode, reply.json().judgeName], [200, 'NetflixACAJudge-v1.0']);
    });
  }

  it('takes what Kayenta leaves out for what it means', async (t) => {
    const request = asked(({ canaryConfig, metricSetPairList }) => {
      delete canaryConfig.classifier.groupWeights;
      for (const metric of canaryConfig.metrics) {
        delete metric.groups;
        metric.analysisConfigurations = null;
      }
      for (const pair of metricSetPairList) {
        delete pair.id;
        delete pair.tags;
        delete pair.scopes;
      }
    });
    const { results, groupScores, score } = (await post(t, request)).json();
    assert.deepEqual([results[0].id, results[0].tags, results[0].groups, groupScores, score.score], [undefined, undefined, [], [], 0]);
  });

  const bad: readonly { readonly name: string; readonly change: Parameters<typeof asked>[0]; readonly message: string | RegExp }[] = [
    {
      name: 'an unknown judge',
      change: ({ canaryConfig }) => {
        canaryConfig.judge.name = 'dredd-v1.0';
      },
      message: "Unable to resolve canary judge 'dredd-v1.0'.",
    },
    {
      name: 'a pair of no metric',
      change: ({ metricSetPairList }) => {
        metricSetPairList[1].name = 'memory';
      },
      message: /Could not find metric config for memory$/,
    },
    {
      name: 'no classifier',
      change: ({ canaryConfig }) => {
        delete canaryConfig.classifier;
      },
      message: /^canaryConfig\.classifier: /,
    },
    {
      name: 'no thresholds',
      change: (request) => {
        delete request.scoreThresholds;
      },
      message: /^scoreThresholds: /,
    },
    {
      name: 'half of the thresholds',
      change: ({ scoreThresholds }) => {
        delete scoreThresholds.marginal;
      },
      message: /^scoreThresholds\.marginal: /,
    },
    {
      name: 'no list of pairs',
      change: (request) => {
        request.metricSetPairList = {};
      },
      message: /^metricSetPairList: /,
    },
    {
      name: 'one side only',
      change: ({ metricSetPairList }) => {
        delete metricSetPairList[0].values.control;
      },
      message: /^metricSetPairList\.0\.values\.control: /,
    },
    {
      name: 'a value that is no number',
      change: ({ metricSetPairList }) => {
        metricSetPairList[0].values.control[3] = 'nan';
      },
      message: /^metricSetPairList\.0\.values\.control\.3: /,
    },
    {
      name: 'a value that is null',
      change: ({ metricSetPairList }) => {
        metricSetPairList[0].values.control[3] = null;
      },
      message: /^metricSetPairList\.0\.values\.control\.3: /,
    },
    {
      name: 'a flag that is a text',
      change: ({ canaryConfig }) => {
        canaryConfig.metrics[0].analysisConfigurations.canary.critical = 'true';
      },
      message: 'metric latency: critical: must be true or false, not "true"',
    },
    {
      name: 'an outlier factor of 0',
      change: ({ canaryConfig }) => {
        canaryConfig.metrics[1].analysisConfigurations.canary.outliers.outlierFactor = 0;
      },
      message: 'metric errors: outliers.outlierFactor: must be greater than zero, not 0',
    },
    {
      name: 'a weight that is no number',
      change: ({ canaryConfig }) => {
        canaryConfig.classifier.groupWeights.speed = 'NaN';
      },
      message: 'groupWeights.speed: must be finite, not NaN',
    },
    {
      name: 'a step of nothing',
      change: ({ metricSetPairList }) => {
        metricSetPairList[0].scopes.control.stepMillis = 0;
      },
      message: /^metricSetPairList\.0\.scopes\.control/,
    },
    {
      name: 'more steps than Prometheus gives',
      change: ({ metricSetPairList }) => {
        metricSetPairList[0].values.control = new Array(11_001).fill(1);
      },
      message: /^metricSetPairList\.0\.values\.control: /,
    },
  ];
  for (const { name, change, message } of bad) {
    it(`refuses ${name}`, async (t) => {
      const reply = await post(t, asked(change));
      const body = reply.json();
      assert.deepEqual([reply.statusCode, Object.keys(body)], [400, ['message']]);
      assert.match(String(reply.headers['content-type']), /^application\/json/);
      if (typeof message === 'string') assert.equal(body.message, message);
      else assert.match(body.message, message);
    });
  }

  it('refuses what is no JSON, or too much of it', async (t) => {
    const { app } = startApp(t, { judgeRegistry });
    const sent = async (contentType: string, payload: string) => {
      const reply = await app.inject({ method: 'POST', url: '/kayenta/judge', headers: { 'content-type': contentType }, payload });
      return [reply.statusCode, Object.keys(reply.json())];
    };
    assert.deepEqual(await sent('application/json', '{'), [400, ['message']]);
    assert.deepEqual(await sent('application/json', ''), [400, ['message']]);
    assert.deepEqual(await sent('text/plain', recorded), [415, ['message']]);
    assert.deepEqual(await sent('application/json', JSON.stringify('x'.repeat(8 * 1024 * 1024))), [413, ['message']]);
  });

  it('tells nothing of a failure of its own, but its log does', async (t) => {
    const judges = {
      get() {
        throw new Error('secret');
      },
    } as unknown as JudgeRegistry;
    const { app, log } = startApp(t, { judgeRegistry: judges });
    const headers = { 'content-type': 'application/json' };
    const reply = await app.inject({ method: 'POST', url: '/kayenta/judge', headers, payload: recorded });
    assert.deepEqual([reply.statusCode, Object.keys(reply.json())], [500, ['message']]);
    assert.doesNotMatch(reply.body, /secret/);
    assert.ok(log.some((line) => JSON.stringify(line).includes('secret')));
  });
});

describe('GET /kayenta/judges', () => {
  it('lists the judge as Kayenta would', async (t) => {
    const reply = await startApp(t).app.inject('/kayenta/judges');
    assert.deepEqual([reply.statusCode, reply.json()], [200, [{ name: 'NetflixACAJudge-v1.0', visible: true }]]);
  });
});

describe('docs/kayenta.md', () => {
  it('shows a request and its reply as they are', async (t) => {
    const page = readFileSync('docs/kayenta.md', 'utf8');
    const [request, reply] = [...page.slice(page.indexOf('## Example')).matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json!);
    const answered = (await post(t, request!)).json();
    delete answered.serinus.metrics;
    assert.deepEqual(answered, JSON.parse(reply!));
  });
});
