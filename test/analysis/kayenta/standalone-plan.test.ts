import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { planStandalone } from '../../../src/analysis/kayenta/standalone-plan.ts';

const NOW = Date.UTC(2026, 0, 31, 14, 0, 30);
const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
const past = { startTimeIso: '2026-01-01T00:00:00Z', endTimeIso: '2026-01-01T01:00:00Z' };
const thresholds = { pass: 95, marginal: 75 };
const scope = { scopeName: 'default', controlScope: 'v1', experimentScope: 'v2' };

interface Expected {
  /** Minutes of the experiment's window from the start, and minutes after the start from which on it is judged. */
  readonly judgements: readonly (readonly [from: number, to: number, notBefore?: number])[];
  readonly startMs: number;
  /** How much earlier the control's window is, minutes. */
  readonly controlOffset?: number;
}

// From the description of Kayenta's stage: lifetime, interval, growing window, warm-up, lookback, control offset.
const plans: readonly { readonly name: string; readonly request: object; readonly expected: Expected }[] = [
  {
    name: 'once, at the end of the lifetime, when there is no interval',
    request: { scopes: [scope], lifetimeDurationMins: 60 },
    expected: { startMs: NOW, judgements: [[0, 60, 60]] },
  },
  {
    name: 'in windows that grow by the interval',
    request: { scopes: [scope], lifetimeDurationMins: 60, analysisIntervalMins: 20 },
    expected: {
      startMs: NOW,
      judgements: [
        [0, 20, 20],
        [0, 40, 40],
        [0, 60, 60],
      ],
    },
  },
  {
    name: 'as often as the interval fits whole',
    request: { scopes: [scope], lifetimeDurationMins: 60, analysisIntervalMins: 25 },
    expected: {
      startMs: NOW,
      judgements: [
        [0, 25, 25],
        [0, 50, 50],
      ],
    },
  },
  {
    name: 'once for an interval of 0',
    request: { scopes: [scope], lifetimeDurationMins: 10, analysisIntervalMins: 0 },
    expected: { startMs: NOW, judgements: [[0, 10, 10]] },
  },
  {
    name: 'once for an interval beyond the lifetime',
    request: { scopes: [scope], lifetimeDurationMins: 10, analysisIntervalMins: 11 },
    expected: { startMs: NOW, judgements: [[0, 10, 10]] },
  },
  {
    name: 'from the end of the warm-up on',
    request: { scopes: [scope], lifetimeDurationMins: 20, analysisIntervalMins: 10, beginAfterMins: 5 },
    expected: {
      startMs: NOW,
      judgements: [
        [5, 15, 15],
        [5, 25, 25],
      ],
    },
  },
  {
    name: 'in windows that slide when there is a lookback',
    request: { scopes: [scope], lifetimeDurationMins: 30, analysisIntervalMins: 10, lookbackMins: 15 },
    expected: {
      startMs: NOW,
      judgements: [
        [-5, 10, 10],
        [5, 20, 20],
        [15, 30, 30],
      ],
    },
  },
  {
    name: 'from the start that is given, in any offset',
    request: { scopes: [{ ...scope, startTimeIso: '2026-01-01T02:00:00+02:00' }], lifetimeDurationMins: 10 },
    expected: { startMs: START, judgements: [[0, 10, 10]] },
  },
  {
    name: 'at once when the end is given, whatever the lifetime and the warm-up say',
    request: { scopes: [{ ...scope, ...past }], lifetimeDurationMins: 999, beginAfterMins: 5, analysisIntervalMins: 30 },
    expected: {
      startMs: START,
      judgements: [
        [0, 30],
        [0, 60],
      ],
    },
  },
  {
    name: 'the control earlier by its offset',
    request: { scopes: [{ ...scope, ...past, controlOffsetInMinutes: 1440 }] },
    expected: { startMs: START, judgements: [[0, 60]], controlOffset: 1440 },
  },
];

describe('a standalone analysis judges', () => {
  for (const { name, request, expected } of plans) {
    it(name, () => {
      const { judgements } = planStandalone({ thresholds, ...request }, NOW);
      const { startMs, controlOffset = 0 } = expected;
      const found = judgements.map(({ scopes, notBeforeMs }) => {
        const { controlScope, experimentScope } = scopes.default ?? assert.fail('no scope');
        const at = (text: unknown): number => (Date.parse(String(text)) - startMs) / MINUTE;
        assert.deepEqual(
          [at(controlScope.start), at(controlScope.end)],
          [at(experimentScope.start) - controlOffset, at(experimentScope.end) - controlOffset],
        );
        const window = [at(experimentScope.start), at(experimentScope.end)];
        return notBeforeMs === undefined ? window : [...window, (notBeforeMs - startMs) / MINUTE];
      });
      assert.deepEqual(found, expected.judgements);
    });
  }

  it('by scopes that a canary can be run with', () => {
    const params = { project: 'p', zone: 7 };
    const locations = { controlLocation: 'us-west-2', experimentLocation: 'us-east-1' };
    const [judgement] = planStandalone(
      {
        scopes: [
          { ...scope, ...past, ...locations, step: 30, extendedScopeParams: params },
          { ...scope, scopeName: 'other', ...past },
        ],
      },
      NOW,
    ).judgements;
    const window = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T01:00:00Z' };
    const extendedScopeParams = { project: 'p', zone: '7' };
    assert.deepEqual(judgement?.scopes, {
      default: {
        controlScope: { scope: 'v1', location: 'us-west-2', ...window, step: 30, extendedScopeParams },
        experimentScope: { scope: 'v2', location: 'us-east-1', ...window, step: 30, extendedScopeParams },
      },
      other: { controlScope: { scope: 'v1', ...window, step: 60 }, experimentScope: { scope: 'v2', ...window, step: 60 } },
    });
  });

  it('says when there is a warm-up to wait for', () => {
    const warm = (changes: object) => planStandalone({ scopes: [scope], lifetimeDurationMins: 5, ...changes }, NOW).hasWarmup;
    assert.deepEqual([warm({}), warm({ beginAfterMins: 0 }), warm({ beginAfterMins: 1 })], [false, false, true]);
    assert.equal(warm({ beginAfterMins: 1, scopes: [{ ...scope, ...past }] }), false);
  });
});

describe('a plan of any standalone analysis', () => {
  const minutes = (max: number) => fc.integer({ min: 0, max });
  const request = fc.record({
    lifetimeDurationMins: fc.integer({ min: 1, max: 400 }),
    analysisIntervalMins: minutes(400),
    beginAfterMins: minutes(60),
    lookbackMins: minutes(400),
  });
  const ms = (text: unknown): number => Date.parse(String(text));

  it('judges windows that end a whole interval apart, none before it has passed and none after the lifetime', () => {
    fc.assert(
      fc.property(request, minutes(3000), (given, controlOffsetInMinutes) => {
        const { judgements } = planStandalone({ ...given, scopes: [{ ...scope, controlOffsetInMinutes }] }, NOW);
        const { lifetimeDurationMins: lifetime, analysisIntervalMins: asked, beginAfterMins, lookbackMins } = given;
        const interval = asked === 0 || asked > lifetime ? lifetime : asked;
        assert.equal(judgements.length, Math.floor(lifetime / interval));
        judgements.forEach(({ scopes, notBeforeMs }, i) => {
          const { controlScope, experimentScope } = scopes.default!;
          const end = ms(experimentScope.end);
          assert.equal(end, NOW + (beginAfterMins + (i + 1) * interval) * MINUTE);
          assert.equal(notBeforeMs, end);
          assert.equal(end - ms(experimentScope.start), (lookbackMins > 0 ? lookbackMins : (i + 1) * interval) * MINUTE);
          assert.equal(end - ms(controlScope.end), controlOffsetInMinutes * MINUTE);
          assert.equal(ms(experimentScope.start) - ms(controlScope.start), controlOffsetInMinutes * MINUTE);
        });
      }),
      { seed: 20_260_131 },
    );
  });
});

describe('a standalone analysis is refused', () => {
  const refusals: readonly { readonly name: string; readonly request: object; readonly message: RegExp }[] = [
    { name: 'without scopes', request: { scopes: [] }, message: /at least one scope/ },
    { name: 'with scopes that are no list', request: { scopes: { default: scope } }, message: /^scopes must be an array/ },
    { name: 'with a scope that is none', request: { scopes: ['v1'] }, message: /^scopes\[0\] must be an object/ },
    { name: 'without a lifetime and an end', request: { scopes: [scope] }, message: /either `endTime` or `lifetimeDuration`/ },
    { name: 'with a lifetime of 0', request: { scopes: [scope], lifetimeDurationMins: 0 }, message: /at least a minute, not 0/ },
    {
      name: 'with an end before its start',
      request: { scopes: [{ ...scope, startTimeIso: past.endTimeIso, endTimeIso: past.startTimeIso }] },
      message: /not -60 minutes/,
    },
    {
      name: 'with an end within the first minute',
      request: { scopes: [{ ...scope, ...past, endTimeIso: '2026-01-01T00:00:59Z' }] },
      message: /not 0 minutes/,
    },
    {
      name: 'with a negative interval',
      request: { scopes: [scope], lifetimeDurationMins: 5, analysisIntervalMins: -1 },
      message: /^analysisIntervalMins .* not -1/,
    },
    { name: 'with half a minute', request: { scopes: [scope], lifetimeDurationMins: 0.5 }, message: /^lifetimeDurationMins .* not 0.5/ },
    { name: 'with a lifetime of years', request: { scopes: [scope], lifetimeDurationMins: 1e9 }, message: /^lifetimeDurationMins/ },
    {
      name: 'with too many judgements',
      request: { scopes: [scope], lifetimeDurationMins: 501, analysisIntervalMins: 1 },
      message: /501 judgements, 500/,
    },
    {
      name: 'with a start that is no instant',
      request: { scopes: [{ ...scope, startTimeIso: 'yesterday' }], lifetimeDurationMins: 5 },
      message: /^startTimeIso must be an instant/,
    },
    {
      name: 'with a lookback that is a text',
      request: { scopes: [scope], lifetimeDurationMins: 5, lookbackMins: 'ten' },
      message: /^lookbackMins must be a number/,
    },
  ];
  for (const { name, request, message } of refusals)
    it(name, () =>
      assert.throws(() => planStandalone({ thresholds, ...request }, NOW), { name: 'KayentaRefusal', statusCode: 400, message }),
    );
});
