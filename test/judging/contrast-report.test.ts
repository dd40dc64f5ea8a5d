import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ContrastJudgement } from '../../src/judging/contrast-judgement.ts';
import { contrastJudgement, effectOf } from '../../src/judging/contrast-report.ts';
import { worstOf } from '../../src/judging/judge-contrasts.ts';
import { assertClose } from '../support/assert-close.ts';

const HARM: ContrastJudgement = {
  name: 'mean ratio',
  scale: 'logRatio',
  limits: { above: Math.log(1.1) },
  outcome: 'harm',
  side: 'high',
  estimate: Math.log(1.2),
  lower: Math.log(1.15),
  upper: Math.log(1.25),
  n: 42,
  nEff: 30.4,
  window: 'whole',
  engine: 'paired',
  score: 0,
  evidence: { phi: 0.1 },
};
const { score: _, ...UNSCORED } = HARM;

describe('contrastJudgement', () => {
  const cases: [name: string, judged: ContrastJudgement, classification: string, reason: string][] = [
    ['harm', HARM, 'high', 'p99: mean ratio +20 % [15 %, 25 %] against 10 % allowed, n = 42 steps (n_eff 30): proven higher'],
    [
      'harm by a fall',
      { ...HARM, side: 'low', limits: { below: -Math.log(0.9) }, estimate: Math.log(0.7), lower: Math.log(0.6), upper: Math.log(0.8) },
      'low',
      'p99: mean ratio -30 % [-40 %, -20 %] against 10 % allowed, n = 42 steps (n_eff 30): proven lower',
    ],
    [
      'harm in the trailing window',
      { ...HARM, window: 'trailing', n: 30 },
      'high',
      'p99: mean ratio +20 % [15 %, 25 %] against 10 % allowed, the latest 30 steps (n_eff 30): proven higher',
    ],
    [
      'safe',
      { ...HARM, outcome: 'safe', score: 100, note: 'every step differs by the same' },
      'pass',
      'p99: mean ratio +20 % [15 %, 25 %] against 10 % allowed, n = 42 steps (n_eff 30): proven harmless, every step differs by the same',
    ],
    [
      'undecided with a forecast',
      { ...HARM, outcome: 'undecided', score: 40, moreSteps: 12 },
      'undecided',
      'p99: mean ratio +20 % [15 %, 25 %] against 10 % allowed, n = 42 steps (n_eff 30): not proven either way yet, about 12 more steps',
    ],
    [
      'without bounds',
      { ...UNSCORED, outcome: 'undecided', lower: null, upper: null },
      'undecided',
      'p99: mean ratio +20 % against 10 % allowed, n = 42 steps (n_eff 30): not proven either way yet',
    ],
    [
      'without data',
      { ...UNSCORED, outcome: 'nodata', estimate: null, lower: null, upper: null, n: 0, nEff: null, note: '10 steps are needed' },
      'nodata',
      'p99: no mean ratio, n = 0 steps: no data, 10 steps are needed',
    ],
    [
      'in a unit of its own',
      { ...HARM, scale: 'absolute', limits: { above: 0.5 }, estimate: 2, lower: 1, upper: 3 },
      'high',
      'p99: mean ratio +2 [1, 3] against 0.5 allowed, n = 42 steps (n_eff 30): proven higher',
    ],
  ];
  for (const [name, judged, classification, reason] of cases) {
    it(name, () => {
      const judgement = contrastJudgement('p99', judged);
      assert.equal(judgement.classification, classification);
      assert.equal(judgement.reason, reason);
      assert.deepEqual(judgement.samples, { control: judged.n, candidate: judged.n });
    });
  }

  it('a relative change too large for a number has no effect to show, but stays what it is', () => {
    const judgement = contrastJudgement('p99', { ...HARM, estimate: 1000, lower: 900, upper: 1100 });
    assert.equal(judgement.effect, undefined);
    assert.equal(judgement.classification, 'high');
  });

  it('tells of every contrast in the evidence, the decisive one above', () => {
    const safe: ContrastJudgement = { ...HARM, name: 'p50', outcome: 'safe', score: 100 };
    const judgement = contrastJudgement('latency', worstOf([safe, HARM]));
    assert.match(judgement.reason, /mean ratio/);
    const contrasts = judgement.evidence?.contrasts as unknown as { name: string; outcome: string }[];
    assert.deepEqual(
      contrasts.map(({ name, outcome }) => [name, outcome]),
      [
        ['p50', 'safe'],
        ['mean ratio', 'harm'],
      ],
    );
  });

  it('reads the limit of a fall as a fall', () => {
    assertClose(effectOf({ ...HARM, side: 'low', limits: { below: -Math.log(0.8) } })!.tolerance!, 0.2, 1e-12);
  });
});
