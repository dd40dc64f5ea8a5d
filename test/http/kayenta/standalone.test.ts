import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SourceError } from '../../../src/errors.ts';
import { type AnyJson, canaryConfig, fakeSource, type KayentaUnderTest, NOW, startKayenta, wave } from './kayenta-under-test.ts';

const MINUTE = 60_000;
const past = { startTimeIso: '2026-01-31T12:00:00Z', endTimeIso: '2026-01-31T13:00:00Z' };

function analysis(changes: object = {}, scope: object = past): AnyJson {
  return {
    scopes: [{ scopeName: 'default', controlScope: 'v1', experimentScope: 'v2', step: 60, ...scope }],
    thresholds: { pass: 95, marginal: 75 },
    ...changes,
  };
}

async function run(
  { ask, ended }: KayentaUnderTest,
  executionRequest: AnyJson,
  { query = '', config = canaryConfig() }: { readonly query?: string; readonly config?: AnyJson } = {},
): Promise<AnyJson> {
  const started = await ask('POST', `/standalone_canary_analysis${query}`, { canaryConfig: config, executionRequest });
  assert.equal(started.status, 200, JSON.stringify(started.body));
  assert.deepEqual(Object.keys(started.body), ['canaryAnalysisExecutionId']);
  const id = started.body.canaryAnalysisExecutionId;
  await ended(id);
  return (await ask('GET', `/standalone_canary_analysis/${id}`)).body;
}

const stages = (reply: AnyJson) => reply.stageStatus.map(({ name, status }: AnyJson) => `${name} ${status}`);

describe('a standalone canary analysis', () => {
  it('of the past is judged at once, in windows that grow, and told in every field', async (t) => {
    const under = await startKayenta(t);
    const request = analysis({ analysisIntervalMins: 30, siteLocal: { a: 1 } });
    const reply = await run(under, request, {
      query: '?user=ann&application=shop&parentPipelineExecutionId=01P&metricsAccountName=prometheus',
    });
    assert.deepEqual(under.slept, []);
    const { canaryAnalysisExecutionResult: result, canaryConfig: config, stageStatus, ...about } = reply;
    const [time, iso] = [NOW, '2026-01-31T14:00:00Z'];
    const times = {
      buildTimeMillis: time,
      buildTimeIso: iso,
      startTimeMillis: time,
      startTimeIso: iso,
      endTimeMillis: time,
      endTimeIso: iso,
    };
    assert.deepEqual(about, {
      application: 'shop',
      user: 'ann',
      parentPipelineExecutionId: '01P',
      pipelineId: reply.pipelineId,
      complete: true,
      status: 'succeeded',
      executionStatus: 'SUCCEEDED',
      canaryAnalysisExecutionRequest: request,
      ...times,
      ...{ storageAccountName: 'serinus', metricsAccountName: 'prometheus', configurationAccountName: 'serinus' },
    });
    assert.equal(config.name, 'checkout');
    assert.deepEqual(stageStatus, [
      { type: 'runCanary', name: 'Run Canary #1', status: 'SUCCEEDED', executionId: `${reply.pipelineId}-1` },
      { type: 'runCanary', name: 'Run Canary #2', status: 'SUCCEEDED', executionId: `${reply.pipelineId}-2` },
      { type: 'generateCanaryAnalysisResultStage', name: 'Generate Canary Analysis Result', status: 'SUCCEEDED' },
    ]);
    const { canaryExecutionResults: judgements, ...outcome } = result;
    assert.deepEqual(outcome, {
      didPassThresholds: true,
      hasWarnings: true,
      canaryScoreMessage: 'Final canary score 100.0 met or exceeded the pass score threshold.',
      canaryScores: [100, 100],
      ...{ buildTimeIso: iso, startTimeIso: iso, endTimeIso: iso },
    });
    const expected = [
      { end: '2026-01-31T12:30:00Z', duration: 'PT30M', count: 31 },
      { end: '2026-01-31T13:00:00Z', duration: 'PT1H', count: 61 },
    ];
    judgements.forEach(({ result: { judgeResult, canaryDuration }, warnings, ...rest }: AnyJson, i: number) => {
      const { end, duration, count } = expected[i]!;
      const executionId = `${reply.pipelineId}-${i + 1}`;
      assert.deepEqual(rest, {
        ...{ executionId, metricSetPairListId: executionId, executionStatus: 'SUCCEEDED' },
        ...{ judgementStartTimeIso: past.startTimeIso, judgementStartTimeMillis: Date.parse(past.startTimeIso) },
        ...{ judgementEndTimeIso: end, judgementEndTimeMillis: Date.parse(end) },
        ...times,
        ...{ storageAccountName: 'serinus', configurationAccountName: 'serinus' },
      });
      assert.equal(canaryDuration, duration);
      assert.equal(judgeResult.results[0].controlMetadata.stats.count, count);
      assert.equal(judgeResult.serinus.verdict, 'promote');
      assert.equal(warnings.length, count < 50 ? 1 : 0);
    });
    assert.match(judgements[0].warnings[0], /metric latency has 31 samples/);
    assert.equal((await under.ask('GET', `/canary/${reply.pipelineId}-2`)).body.application, 'shop');
  });

  it('of now waits for each window to pass, after its warm-up', async (t) => {
    const source = fakeSource('prometheus', wave);
    const under = await startKayenta(t, { sources: [source] });
    const reply = await run(under, analysis({ lifetimeDurationMins: 130, analysisIntervalMins: 65, beginAfterMins: 10 }, {}));
    assert.deepEqual(
      under.slept.map((ms) => ms / MINUTE),
      // 75 minutes to the first judgement, no wait longer than an hour, then 65 more.
      [60, 15, 60, 5],
    );
    assert.deepEqual(
      source.asked.map(({ window }) => [(window.startMs - NOW) / MINUTE, Math.floor((window.endMs - NOW) / MINUTE)]),
      [
        [10, 75],
        [10, 75],
        [10, 140],
        [10, 140],
      ],
    );
    assert.deepEqual(stages(reply), [
      'Warmup Wait SUCCEEDED',
      'Interval Wait #1 SUCCEEDED',
      'Run Canary #1 SUCCEEDED',
      'Interval Wait #2 SUCCEEDED',
      'Run Canary #2 SUCCEEDED',
      'Generate Canary Analysis Result SUCCEEDED',
    ]);
    assert.equal(reply.endTimeIso, '2026-01-31T16:20:00Z');
  });

  it('by a kept config takes thresholds at every judgement: not above marginal ends it as terminal', async (t) => {
    const { ask, ended, kayenta } = await startKayenta(t);
    const id = await kayenta.configs.create(canaryConfig());
    const started = await ask(
      'POST',
      `/standalone_canary_analysis/${id}`,
      analysis({ analysisIntervalMins: 20 }, { ...past, experimentScope: 'v3' }),
    );
    await ended(started.body.canaryAnalysisExecutionId);
    const reply = (await ask('GET', `/standalone_canary_analysis/${started.body.canaryAnalysisExecutionId}`)).body;
    assert.deepEqual([reply.complete, reply.status, reply.executionStatus, reply.canaryConfigId], [true, 'terminal', 'TERMINAL', id]);
    assert.deepEqual(reply.exception.details.errors, ['Canary score is not above the marginal score threshold.']);
    const { didPassThresholds, canaryScores, canaryScoreMessage } = reply.canaryAnalysisExecutionResult;
    assert.deepEqual([didPassThresholds, canaryScores], [false, [0]]);
    assert.equal(canaryScoreMessage, 'Final canary score 0.0 is not above the marginal score threshold.');
    assert.deepEqual(stages(reply), [
      'Run Canary #1 SUCCEEDED',
      'Run Canary #2 NOT_STARTED',
      'Run Canary #3 NOT_STARTED',
      'Generate Canary Analysis Result SUCCEEDED',
    ]);
  });

  it('whose last score is between the thresholds does not pass', async (t) => {
    // Four of five metrics pass, so that the score is 80: of the slow one alone the candidate is three times the control.
    const isSlow = (query: string): boolean => query.includes('slow') && query.includes('"v2"');
    const source = fakeSource('prometheus', (query, step) => (isSlow(query) ? 3 : 1) * (10 + Math.sin(step)));
    const [metric] = canaryConfig().metrics;
    const slow = { ...metric, name: 'slow', query: { type: 'prometheus', customInlineTemplate: 'PromQL:avg(slow{version="${scope}"})' } };
    const metrics = [slow, ...['a', 'b', 'c', 'd'].map((name) => ({ ...metric, name }))];
    const reply = await run(await startKayenta(t, { sources: [source] }), analysis(), { config: canaryConfig({ metrics }) });
    const { canaryScores, didPassThresholds, canaryScoreMessage } = reply.canaryAnalysisExecutionResult;
    assert.deepEqual([canaryScores, didPassThresholds], [[80], false]);
    assert.equal(canaryScoreMessage, 'Final canary score 80.0 is below the pass score threshold.');
    assert.equal(reply.status, 'terminal', 'who reads the status alone must not take it for a pass');
  });

  it('is terminal when a source fails, with what it failed of, and no pass', async (t) => {
    let asked = 0;
    const source = fakeSource('prometheus', wave);
    const failing = {
      ...source,
      query: async (request: Parameters<typeof source.query>[0]) => {
        if (++asked > 2) throw new SourceError('prometheus', 'HTTP 503', true);
        return source.query(request);
      },
    };
    const reply = await run(await startKayenta(t, { sources: [failing] }), analysis({ analysisIntervalMins: 30 }));
    assert.deepEqual([reply.status, reply.exception.details.errors], ['terminal', ['prometheus: HTTP 503']]);
    const { canaryScores, canaryExecutionResults } = reply.canaryAnalysisExecutionResult;
    assert.deepEqual(canaryScores, [100]);
    assert.deepEqual(
      canaryExecutionResults.map(({ executionStatus }: AnyJson) => executionStatus),
      ['SUCCEEDED', 'TERMINAL'],
    );
    assert.deepEqual(stages(reply).slice(0, 2), ['Run Canary #1 SUCCEEDED', 'Run Canary #2 TERMINAL']);
  });

  it('is canceled while it waits', async (t) => {
    const under = await startKayenta(t, {
      sleep: (_ms, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const { ask } = under;
    const { body } = await ask('POST', '/standalone_canary_analysis', {
      canaryConfig: canaryConfig(),
      executionRequest: analysis({ lifetimeDurationMins: 10 }, {}),
    });
    const id = body.canaryAnalysisExecutionId;
    const before = (await ask('GET', `/standalone_canary_analysis/${id}`)).body;
    assert.deepEqual([before.complete, before.status, stages(before)[0]], [false, 'running', 'Interval Wait #1 RUNNING']);
    assert.equal((await ask('PUT', `/pipelines/${id}/cancel`)).status, 202);
    const reply = (await ask('GET', `/standalone_canary_analysis/${id}`)).body;
    assert.deepEqual([reply.complete, reply.status, reply.executionStatus], [true, 'canceled', 'CANCELED']);
    assert.equal(reply.canaryAnalysisExecutionResult, undefined);
    assert.deepEqual(under.errors, []);
  });

  it('is canceled with the run in hand', async (t) => {
    const source = {
      ...fakeSource('prometheus', wave),
      query: ({ signal }: { signal: AbortSignal }) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const under = await startKayenta(t, { sources: [source] });
    const { body } = await under.ask('POST', '/standalone_canary_analysis', { canaryConfig: canaryConfig(), executionRequest: analysis() });
    const id = body.canaryAnalysisExecutionId;
    while ((await under.ask('GET', `/canary/${id}-1`)).status === 404) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await under.ask('PUT', `/pipelines/${id}/cancel`)).status, 202);
    assert.equal((await under.ask('GET', `/canary/${id}-1`)).body.status, 'canceled');
    assert.equal((await under.ask('GET', `/standalone_canary_analysis/${id}`)).body.status, 'canceled');
    assert.deepEqual(under.errors, []);
  });

  it('with a run that is canceled by itself is canceled too', async (t) => {
    const source = {
      ...fakeSource('prometheus', wave),
      query: ({ signal }: { signal: AbortSignal }) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const under = await startKayenta(t, { sources: [source] });
    const { body } = await under.ask('POST', '/standalone_canary_analysis', { canaryConfig: canaryConfig(), executionRequest: analysis() });
    const id = body.canaryAnalysisExecutionId;
    while ((await under.ask('GET', `/canary/${id}-1`)).status === 404) await new Promise((resolve) => setImmediate(resolve));
    await under.ask('PUT', `/pipelines/${id}-1/cancel`);
    await under.ended(id);
    assert.equal((await under.ask('GET', `/standalone_canary_analysis/${id}`)).body.status, 'canceled');
  });

  for (const [name, changes, message] of [
    ['without thresholds', { thresholds: null }, 'Execution request must contain thresholds'],
    ['without scopes', { scopes: null }, 'Canary stage configuration must contain at least one scope.'],
    ['with an unknown scope', { scopes: [{ ...analysis().scopes[0], scopeName: 'other' }] }, /\[default\]/],
    ['with a step of 0', { scopes: [{ ...analysis().scopes[0], step: 0 }] }, /step must be a whole number of seconds/],
  ] as const) {
    it(`is refused ${name}`, async (t) => {
      const { ask } = await startKayenta(t);
      const { status, body } = await ask('POST', '/standalone_canary_analysis', {
        canaryConfig: canaryConfig(),
        executionRequest: analysis(changes),
      });
      assert.deepEqual([status, Object.keys(body)], [400, ['message']]);
      if (typeof message === 'string') assert.equal(body.message, message);
      else assert.match(body.message, message);
    });
  }

  it('of no such id is not found', async (t) => {
    const { ask } = await startKayenta(t);
    assert.deepEqual(await ask('GET', '/standalone_canary_analysis/x'), {
      status: 404,
      body: { message: 'no canary analysis has the id "x"' },
    });
    assert.equal((await ask('POST', '/standalone_canary_analysis/x', analysis())).status, 404);
  });
});
