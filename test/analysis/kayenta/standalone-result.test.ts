import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideStandalone, endsAnalysis } from '../../../src/analysis/kayenta/standalone-result.ts';

describe('the last score of a standalone analysis', () => {
  // The first five rows are Kayenta's own cases of its final step; the others are its rules at the thresholds.
  const cases = [
    {
      scores: [95],
      marginal: undefined,
      pass: undefined,
      didPass: true,
      message: 'Final canary score 95.0 met or exceeded the pass score threshold.',
    },
    { scores: [60], marginal: 75, pass: 95, didPass: false, message: 'Final canary score 60.0 is not above the marginal score threshold.' },
    {
      scores: [85],
      marginal: 75,
      pass: undefined,
      didPass: true,
      message: 'Final canary score 85.0 met or exceeded the pass score threshold.',
    },
    {
      scores: [Number.NaN],
      marginal: 75,
      pass: 95,
      didPass: false,
      message: 'Final canary score NaN is not above the marginal score threshold.',
    },
    { scores: [85], marginal: 75, pass: 95, didPass: false, message: 'Final canary score 85.0 is below the pass score threshold.' },
    { scores: [97], marginal: 75, pass: 95, didPass: true, message: 'Final canary score 97.0 met or exceeded the pass score threshold.' },
    { scores: [75], marginal: 75, pass: 95, didPass: false, message: 'Final canary score 75.0 is not above the marginal score threshold.' },
    { scores: [75.01], marginal: 75, pass: 95, didPass: false, message: 'Final canary score 75.01 is below the pass score threshold.' },
    { scores: [95], marginal: 75, pass: 95, didPass: true, message: 'Final canary score 95.0 met or exceeded the pass score threshold.' },
    {
      scores: [80, 99.5],
      marginal: 75,
      pass: 95,
      didPass: true,
      message: 'Final canary score 99.5 met or exceeded the pass score threshold.',
    },
    { scores: [99, 80], marginal: 75, pass: 95, didPass: false, message: 'Final canary score 80.0 is below the pass score threshold.' },
    { scores: [], marginal: 75, pass: 95, didPass: false, message: 'There is no canary score.' },
  ];
  for (const { scores, marginal, pass, didPass, message } of cases) {
    it(`[${scores}] by ${marginal} and ${pass} ${didPass ? 'passes' : 'does not pass'}`, () => {
      const thresholds = { ...(marginal !== undefined && { marginal }), ...(pass !== undefined && { pass }) };
      assert.deepEqual(decideStandalone(scores, thresholds), { didPassThresholds: didPass, canaryScoreMessage: message });
    });
  }

  it('ends the analysis at the marginal threshold and below', () => {
    assert.deepEqual(
      [74.9, 75, 75.1].map((score) => endsAnalysis(score, { marginal: 75 })),
      [true, true, false],
    );
    assert.equal(endsAnalysis(0, {}), false);
  });
});
