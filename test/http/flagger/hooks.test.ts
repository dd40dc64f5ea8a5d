import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { AnalysisService } from '../../../src/analysis/service.ts';
import { StoreError } from '../../../src/errors.ts';
import type { Analysis, Look } from '../../../src/model/analysis.ts';
import { startApp } from '../app-under-test.ts';
import { createFakeService, type FakeService } from '../fake-service.ts';
import { START, sampleAnalysis, sampleLook } from '../sample-data.ts';
import { HOOKS, type Hook, payload } from './payload.ts';

const KEY = 'user:flagger:test/podinfo/85d557f47b';

/** A session judged once: the look, and the analysis as it stands after it. */
function judged(changes: Partial<Look>, analysis: Partial<Analysis> = {}): FakeService {
  const look = sampleLook(1, { analysisId: 'f-1', ...changes });
  const { verdict, score, reason, slotMs } = look;
  const after = {
    verdict,
    score,
    reason,
    looks: 1,
    lastSlotMs: slotMs,
    ...(look.final && { status: 'finished' as const, nextSlotMs: null }),
  };
  return createFakeService([sampleAnalysis({ id: 'f-1', key: KEY, ...after, ...analysis })], [look]);
}
const withClass = (classification: Look['metrics'][number]['classification']) =>
  sampleLook(1).metrics.map((metric, i) => (i === 0 ? { ...metric, classification } : metric));
const broken = (error: unknown): AnalysisService =>
  new Proxy(createFakeService(), {
    get: () => async () => {
      throw error;
    },
  });

const states: Readonly<Record<string, () => AnalysisService>> = {
  'no session': () => createFakeService(),
  'no look yet': () => createFakeService([sampleAnalysis({ id: 'f-1', key: KEY })]),
  'no data yet': () => judged({ score: null, reason: 'errors-0: no samples', metrics: withClass('nodata') }),
  continue: () => judged({}),
  promote: () => judged({ verdict: 'promote', score: 100, reason: 'all are proven', final: true }),
  rollback: () => judged({ verdict: 'rollback', score: 0, reason: 'errors-0 is harmful', final: true }),
  'source outage': () => judged({ reason: 'errors-0: prometheus: no answer', metrics: withClass('error') }),
  cancelled: () => judged({}, { status: 'cancelled', reason: 'enough' }),
  'store failing': () => broken(new StoreError('STORE_LOCKED', 'the file /secret/path is locked')),
  'a defect of ours': () => broken(new TypeError('x is not a function')),
};

/** Status of each hook in each state, in the order of HOOKS. */
const statuses: Readonly<Record<keyof typeof states, readonly number[]>> = {
  //               confirm-rollout, pre-rollout, rollout, traffic, promotion, post-rollout, rollback, event
  'no session': [200, 200, 200, 200, 409, 200, 409, 200],
  'no look yet': [200, 200, 200, 200, 409, 200, 409, 200],
  'no data yet': [200, 200, 200, 200, 409, 200, 409, 200],
  continue: [200, 200, 200, 200, 409, 200, 409, 200],
  promote: [200, 200, 200, 200, 200, 200, 409, 200],
  rollback: [200, 409, 409, 409, 409, 200, 200, 200],
  'source outage': [200, 200, 200, 409, 409, 200, 409, 200],
  cancelled: [200, 200, 200, 200, 409, 200, 409, 200],
  'store failing': [409, 409, 409, 409, 409, 409, 409, 200],
  'a defect of ours': [409, 409, 409, 409, 409, 409, 409, 200],
};

/** Bodies, by hook and state. */
const bodies: readonly (readonly [Hook, keyof typeof states, RegExp])[] = [
  ['confirm-rollout', 'no session', /^ready to judge$/],
  ['pre-rollout', 'no session', /^continue: no look yet$/],
  ['rollout', 'rollback', /^rollback: errors-0 is harmful$/],
  ['confirm-traffic-increase', 'source outage', /^continue: errors-0: prometheus: no answer$/],
  ['confirm-promotion', 'continue', /^continue: errors-0 is undecided; about 14 more steps$/],
  ['confirm-promotion', 'promote', /^promote: all are proven$/],
  ['confirm-promotion', 'cancelled', /^continue: enough$/],
  ['rollback', 'rollback', /^rollback: errors-0 is harmful$/],
  ['rollback', 'no session', /^continue: no look yet$/],
  ['rollback', 'store failing', /^Serinus could not answer \(STORE_LOCKED\); its log has the cause under [0-9a-f-]{36}$/],
  ['rollback', 'a defect of ours', /^Serinus could not answer \(INTERNAL\); its log has the cause under [0-9a-f-]{36}$/],
  ['post-rollout', 'continue', /^closed analysis f-1$/],
  ['post-rollout', 'promote', /^no session is running$/],
  ['event', 'no session', /^noted$/],
];

async function call(t: TestContext, hook: Hook, state: AnalysisService, changes: object = {}) {
  const { app, log } = startApp(t, { service: state });
  const reply = await app.inject({ method: 'POST', url: `/flagger/${hook}`, payload: { ...payload, ...changes } });
  assert.match(String(reply.headers['content-type']), /^text\/plain/);
  assert.ok(reply.body.length <= 200 && !reply.body.includes('\n'), reply.body);
  assert.equal(reply.headers.location, undefined);
  return { status: reply.statusCode, body: reply.body, log };
}

describe('the hooks of Flagger', () => {
  for (const [state, expected] of Object.entries(statuses)) {
    for (const [i, hook] of HOOKS.entries()) {
      it(`${hook}, ${state}: ${expected[i]}`, async (t) => {
        assert.equal((await call(t, hook, states[state]!())).status, expected[i]);
      });
    }
  }

  for (const [hook, state, body] of bodies) {
    it(`${hook}, ${state}: ${body.source}`, async (t) => assert.match((await call(t, hook, states[state]!())).body, body));
  }
});

describe('the input of the hooks', () => {
  const metadata = payload.metadata;
  const refusals: readonly (readonly [name: string, changes: object, status: number, body: RegExp])[] = [
    ['a number as name', { name: 1 }, 400, /^name: /],
    ['no checksum', { checksum: undefined }, 400, /^checksum: is missing$/],
    ['no metadata', { metadata: undefined }, 400, /^metadata: is missing$/],
    ['metadata that is no text', { metadata: { ...metadata, config: 1 } }, 400, /^metadata\.config: /],
    ['a list as metadata', { metadata: [] }, 400, /^metadata: /],
    ['no config', { metadata: {} }, 400, /^metadata\.config: is missing/],
    ['a config name that climbs', { metadata: { config: '../etc' } }, 400, /^metadata\.config: "\.\.\/etc" is no name of a config$/],
    ['an unknown config', { metadata: { config: 'other' } }, 404, /"other"$/],
    ['an entry misspelt', { metadata: { ...metadata, promtionTimeout: '1h' } }, 400, /^metadata\.promtionTimeout: is unknown$/],
    [
      'a timeout without a unit',
      { metadata: { ...metadata, promotionTimeout: '90' } },
      400,
      /^metadata\.promotionTimeout: "90" is no duration/,
    ],
    ['a hostile variable', { metadata: { ...metadata, 'control.a"}': 'x' } }, 400, /^control: /],
    ['a name of a Canary that leaves its key', { name: 'a/b' }, 400, /^name: /],
    ['a line break', { metadata: { ...metadata, 'x\ny': 'z' } }, 400, /^metadata\.x y: is unknown$/],
  ];
  for (const hook of HOOKS.filter((name) => name !== 'event' && name !== 'post-rollout')) {
    for (const [name, changes, status, body] of refusals) {
      it(`${hook}: ${name}`, async (t) => {
        const reply = await call(t, hook, states.rollback!(), changes);
        // An open session is returned by its key before its scopes are looked at, as far as this fake goes.
        if (name === 'an unknown config' && hook !== 'confirm-rollout')
          return assert.equal((await call(t, hook, createFakeService(), changes)).status, 404);
        assert.equal(reply.status, status);
        assert.match(reply.body, body);
      });
    }
  }

  for (const hook of HOOKS) {
    for (const [name, text, type, status] of [
      ['half a JSON', '{"name":', 'application/json', 400],
      ['nothing', '', 'application/json', 400],
      ['a list', '[]', 'application/json', 400],
      ['a form', 'name=podinfo', 'application/x-www-form-urlencoded', 415],
      ['over 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, 'application/json', 413],
    ] as const) {
      it(`${hook}: ${name}`, async (t) => {
        const { app } = startApp(t, { service: states.rollback!() });
        const reply = await app.inject({ method: 'POST', url: `/flagger/${hook}`, payload: text, headers: { 'content-type': type } });
        assert.equal(reply.statusCode, status);
        assert.match(String(reply.headers['content-type']), /^text\/plain/);
      });
    }
    it(`${hook}: GET`, async (t) => assert.equal((await startApp(t).app.inject(`/flagger/${hook}`)).statusCode, 405));
    it(`${hook}: fields that a later Flagger adds`, async (t) => {
      const changes = { canaryWeight: 10, iterations: 2 };
      assert.equal((await call(t, hook, states['no session']!(), changes)).status, statuses['no session']![HOOKS.indexOf(hook)]);
    });
  }
});

describe('the session of a revision', () => {
  it('is opened by whichever hook comes first, with the key of the revision and the scopes of the metadata', async (t) => {
    for (const hook of ['pre-rollout', 'rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback'] as const) {
      const service = createFakeService();
      await call(t, hook, service);
      const start = { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v2' }, key: 'flagger:test/podinfo/85d557f47b' };
      assert.deepEqual(service.calls[0], ['start', start], hook);
    }
  });

  it('is not opened by confirm-rollout, post-rollout or an event', async (t) => {
    for (const hook of ['confirm-rollout', 'post-rollout', 'event'] as const) {
      const service = createFakeService();
      await call(t, hook, service);
      assert.equal(service.analyses.size, 0, hook);
    }
  });

  it('supersedes what the Canary still has running, and no other', async (t) => {
    const service = createFakeService([
      sampleAnalysis({ id: 'old', key: 'user:flagger:test/podinfo/1' }),
      sampleAnalysis({ id: 'other-canary', key: 'user:flagger:test/podinfo-2/1' }),
      sampleAnalysis({ id: 'by-hand', key: 'user:podinfo' }),
    ]);
    await call(t, 'pre-rollout', service);
    const statusOf = (id: string) => service.analyses.get(id)?.status;
    assert.deepEqual(['old', 'other-canary', 'by-hand'].map(statusOf), ['cancelled', 'running', 'running']);
    assert.match(service.analyses.get('old')!.reason, /^superseded by analysis a-4/);
  });

  it('rolls nothing back while Flagger waits: the checksum is of the revision before, which was rolled back', async (t) => {
    for (const phase of ['Waiting', 'Initialized', 'Promoting', 'Succeeded', 'Failed', '2xx'])
      assert.equal((await call(t, 'rollback', states.rollback!(), { phase })).status, 409, phase);
    assert.equal((await call(t, 'rollback', states.rollback!(), { phase: 'WaitingPromotion' })).status, 200);
  });

  it('an event is in the log, and the token of the metadata is not', async (t) => {
    const metadata = {
      eventMessage: 'Advance podinfo.test canary weight 10',
      eventType: 'Normal',
      timestamp: '1767225600000',
      token: 'tkn',
    };
    const { log } = await call(t, 'event', createFakeService(), { metadata });
    assert.equal(log[0]?.eventMessage, 'Advance podinfo.test canary weight 10');
    assert.ok(!JSON.stringify(log).includes('tkn'));
  });
});

describe('promotionTimeout', () => {
  /** Judged 30 minutes after the start; errors-0 has this classification, all others pass. */
  const session = (
    onDeadline: 'promote' | 'rollback' | 'continue' | undefined,
    classification: 'undecided' | 'error' | 'nodata' | 'high',
    score: number | null,
  ) => {
    const base = sampleAnalysis();
    const config = { ...base.config, spec: { ...base.config.spec, ...(onDeadline && { onDeadline }) } };
    const metrics = withClass(classification).map((metric, i) => (i === 0 ? metric : { ...metric, classification: 'pass' as const }));
    return judged({ slotMs: START + 30 * 60_000, metrics, score }, { config });
  };
  const cases = [
    { timeout: '31m', onDeadline: 'promote', errors: 'undecided', promotion: 409, rollback: 409 },
    { timeout: '30m', onDeadline: 'promote', errors: 'undecided', promotion: 200, rollback: 409 },
    { timeout: '30m', onDeadline: 'promote', errors: 'undecided', score: 74.9, promotion: 409, rollback: 200 },
    { timeout: '30m', onDeadline: 'promote', errors: 'undecided', score: 75, promotion: 200, rollback: 409 },
    { timeout: '30m', onDeadline: 'promote', errors: 'error', promotion: 409, rollback: 200 },
    { timeout: '30m', onDeadline: 'promote', errors: 'nodata', promotion: 409, rollback: 200 },
    { timeout: '30m', onDeadline: 'promote', errors: 'high', promotion: 409, rollback: 200 },
    { timeout: '30m', onDeadline: 'rollback', errors: 'undecided', promotion: 409, rollback: 200 },
    { timeout: '30m', onDeadline: undefined, errors: 'undecided', promotion: 409, rollback: 200 },
    { timeout: '30m', onDeadline: 'continue', errors: 'undecided', promotion: 409, rollback: 409 },
    { timeout: undefined, onDeadline: 'promote', errors: 'undecided', promotion: 409, rollback: 409 },
  ] as const;
  for (const { timeout, onDeadline, errors, promotion, rollback, ...rest } of cases) {
    const score = 'score' in rest ? rest.score : null;
    it(`${timeout} of 30m gone, onDeadline ${onDeadline}, errors ${errors}, score ${score}`, async (t) => {
      const metadata = { ...payload.metadata, ...(timeout && { promotionTimeout: timeout }) };
      const waiting = { metadata, phase: 'WaitingPromotion' };
      assert.equal((await call(t, 'confirm-promotion', session(onDeadline, errors, score), { metadata })).status, promotion);
      assert.equal((await call(t, 'rollback', session(onDeadline, errors, score), waiting)).status, rollback);
      assert.equal(
        (await call(t, 'rollback', session(onDeadline, errors, score), { metadata })).status,
        409,
        'only what waits for promotion',
      );
    });
  }
});
