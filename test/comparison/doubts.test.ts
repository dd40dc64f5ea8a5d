import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credibility } from '../../src/comparison/doubts.ts';
import { noSteps } from '../../src/comparison/tally/merge-steps.ts';
import type { StepTally } from '../../src/comparison/tally.ts';
import type { ComparisonConfig } from '../../src/model/comparison-config.ts';

const MINUTE = 60_000;
const AGREE = { prefix: 'hb-', everyMs: MINUTE, expect: 'agree' } as const;
const DIVERGE = { ...AGREE, expect: 'diverge' } as const;
const beats = (right: number, wrong = 0): Partial<StepTally> => ({ heartbeats: { right, wrong } });

describe('what makes a comparison unbelievable', () => {
  const cases: readonly {
    readonly name: string;
    readonly config: Pick<ComparisonConfig, 'heartbeat' | 'suspiciousZero'>;
    /** By minute; the run ends after ten of them. */
    readonly steps: Readonly<Record<number, Partial<StepTally>>>;
    readonly fromMinute?: number;
    readonly all?: RegExp;
    readonly divergence?: RegExp;
  }[] = [
    { name: 'nothing, where nothing was promised', config: {}, steps: {} },
    { name: 'no heartbeat at all', config: { heartbeat: AGREE }, steps: {}, all: /^no heartbeat \(hb-\.\.\.\) has come for 10m/ },
    { name: 'none for three times the promised time', config: { heartbeat: AGREE }, steps: { 6: beats(1) } },
    { name: 'none for longer', config: { heartbeat: AGREE }, steps: { 5: beats(1) }, all: /for 4m, where one every 1m is promised/ },
    {
      name: 'one that came out wrong, however long ago',
      config: { heartbeat: DIVERGE },
      steps: { 0: beats(0, 1), 9: beats(3) },
      all: /^1 of 4 heartbeats \(hb-\.\.\.\) did not diverge/,
    },
    { name: 'no pair for ten steps', config: {}, steps: { [-1]: { pairs: 5 } } },
    {
      name: 'no pair for longer',
      config: {},
      steps: { [-2]: { pairs: 5 } },
      all: /^no pair has come for 11m: what was measured is of before$/,
    },
    { name: 'no pair for a tenth of a long run', config: {}, steps: { [-1000]: {}, [-90]: { pairs: 5 } }, fromMinute: -1000 },
    { name: 'no pair for more of it', config: {}, steps: { [-100]: { pairs: 5 } }, fromMinute: -1000, all: /^no pair has come for 1h49m/ },
    {
      name: 'the same version on both sides',
      config: {},
      steps: { 3: { versions: { control: { v1: 50, v2: 50 }, candidate: { v2: 100 } } } },
      all: /^both sides are of version "v2": the model is compared with itself$/,
    },
    {
      name: 'stragglers of the other version are no doubt',
      config: {},
      steps: { 3: { versions: { control: { v1: 1000, v2: 5 }, candidate: { v2: 1000 } } } },
    },
    {
      name: 'names that were too many are no version',
      config: {},
      steps: { 3: { versions: { control: { '(other)': 10 }, candidate: { '(other)': 10 } } } },
    },
    {
      name: 'not one divergence',
      config: { suspiciousZero: 100 },
      steps: { 1: { pairs: 60 }, 2: { pairs: 60 } },
      divergence: /^not one of 120 pairs diverged, which is suspicious/,
    },
    { name: 'not one of fewer pairs', config: { suspiciousZero: 100 }, steps: { 1: { pairs: 99 } } },
    { name: 'one divergence', config: { suspiciousZero: 100 }, steps: { 1: { pairs: 120 }, 2: { divergent: 1 } } },
    { name: 'no divergence where that is expected', config: {}, steps: { 1: { pairs: 1e6 } } },
    {
      name: 'not one divergence, beside heartbeats that prove one would be seen',
      config: { suspiciousZero: 100, heartbeat: DIVERGE },
      steps: { 1: { pairs: 120 }, 9: beats(1) },
    },
    {
      name: 'not one divergence, beside heartbeats that prove nothing of the kind',
      config: { suspiciousZero: 100, heartbeat: AGREE },
      steps: { 1: { pairs: 120 }, 9: beats(1) },
      divergence: /^not one of 120 pairs/,
    },
  ];
  for (const { name, config, steps, fromMinute = 0, all, divergence } of cases)
    it(name, () => {
      const belief = credibility(config);
      for (const [minute, tally] of Object.entries(steps))
        belief.add({ startMs: Number(minute) * MINUTE, lengthMs: MINUTE, tally: { ...noSteps(), ...tally } });
      const doubts = belief.doubts({ fromMs: fromMinute * MINUTE, toMs: 10 * MINUTE });
      assert.equal(doubts.all.length, all ? 1 : 0, doubts.all.join());
      assert.equal(doubts.divergence.length, divergence ? 1 : 0, doubts.divergence.join());
      if (all) assert.match(doubts.all[0]!, all);
      if (divergence) assert.match(doubts.divergence[0]!, divergence);
    });
});
