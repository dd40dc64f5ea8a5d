import type { AnswerPair, Features } from '../../../src/comparison/answer-pair.ts';
import { BUILT_IN_COMPARATORS } from '../../../src/comparison/built-in-comparators.ts';
import { comparePair } from '../../../src/comparison/compare-pair.ts';
import { comparisonPlan } from '../../../src/comparison/comparison-plan.ts';
import type { ReportInput, ReportSample } from '../../../src/comparison/report/report-input.ts';
import { detailCounts } from '../../../src/comparison/tally/detail-counts.ts';
import { type StepCounts, stepCounts } from '../../../src/comparison/tally/step-counts.ts';
import { type Random, seeded } from '../../support/random.ts';
import { drawFeatures } from '../systematic/requests.ts';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 0, 19);
const CLASSES = ['question', 'complaint', 'praise', 'order'];
const WORDS = 'the parcel came late and nobody at the shop would say why or when the money will be back'.split(' ');

export interface Drawn {
  readonly seed: number;
  readonly pairs: number;
  /** Chance that the candidate answers otherwise than the control would again. */
  readonly rateOf: (features: Features) => number;
  /** Chance that the control itself answers otherwise when asked again; without it there is no second control. */
  readonly noise?: number;
  readonly versions?: AnswerPair['versions'];
  /** Of each hour, beside the pairs. */
  readonly beside?: (counts: StepCounts, hour: number) => void;
  readonly comparison?: Partial<ReportInput['comparison']>;
}

/** What is kept of a week of pairs of a classifier of messages that also sums them up, as the real intake counts them. */
export function drawInput({ seed, pairs, rateOf, noise, versions, beside, comparison }: Drawn): ReportInput {
  const random = seeded(seed);
  const plan = comparisonPlan(
    {
      comparators: [
        { name: 'class', type: 'classification', path: '/class', parameters: {}, counts: true },
        { name: 'summary', type: 'text', path: '/summary', parameters: { minRougeL: 0.6 }, counts: true },
      ],
      segment: 'locale',
      heartbeat: { prefix: 'beat-', everyMs: HOUR_MS, expect: 'agree' },
    },
    BUILT_IN_COMPARATORS,
  );
  const details = detailCounts();
  const samples: ReportSample[] = [];
  const hours = 168;
  const steps = Array.from({ length: hours }, (_, hour) => {
    const counts = stepCounts();
    for (let i = Math.floor((pairs * hour) / hours); i < Math.floor((pairs * (hour + 1)) / hours); i++) {
      const pair = drawPair(random, { id: `request-${i}`, rateOf, ...(noise !== undefined && { noise }), ...(versions && { versions }) });
      const result = comparePair(plan, pair);
      counts.add(pair, result, plan);
      details.add(pair, result, plan);
      details.addPopulation(drawFeatures(random));
      if (result.isDivergent && samples.length < 20)
        samples.push({
          ...{ atMs: FROM_MS + hour * HOUR_MS, pair, segment: String(pair.features!.locale) },
          similarity: Math.min(...result.results.map(({ compared }) => compared?.similarity ?? 1)),
          differences: result.results.flatMap(({ comparator, own }) => own.map((difference) => ({ comparator, ...difference }))),
        });
    }
    beside?.(counts, hour);
    return { startMs: FROM_MS + hour * HOUR_MS, lengthMs: HOUR_MS, tally: counts.tally() };
  });
  return {
    ...{ config: 'messages', candidate: 'v2', fromMs: FROM_MS, toMs: FROM_MS + hours * HOUR_MS, alpha: 0.05 },
    comparison: { bands: { safe: 0.01, investigate: 0.05, edgeCases: 0.1 }, segment: 'locale', ...comparison },
    ...{ steps, samples: samples.sort((a, b) => a.similarity! - b.similarity!) },
    details: [{ startMs: FROM_MS, lengthMs: hours * HOUR_MS, tally: details.tally() }],
    sampleCounts: { stored: samples.length, marks: { 'candidate-better': 1, 'control-better': 4, 'both-fine': 2, noise: 0 } },
  };
}

function drawPair(
  random: Random,
  { id, rateOf, noise, versions }: Pick<Drawn, 'rateOf' | 'noise' | 'versions'> & { readonly id: string },
): AnswerPair {
  const features = drawFeatures(random);
  const control = answer(random);
  const again = (chance: number) => (random.uniform() < chance ? otherwise(random, control) : control);
  return {
    ...{ id, control, features, candidate: again(rateOf(features) + (noise ?? 0)) },
    ...(noise !== undefined && { secondControl: again(noise) }),
    latencyMs: { control: 21 * Math.exp(random.normal() / 4), candidate: 26 * Math.exp(random.normal() / 4) },
    versions: versions ?? { control: 'v1.9', candidate: 'v2.0' },
  };
}

type Answer = Readonly<Record<'class' | 'summary', string>>;

function answer(random: Random): Answer {
  return {
    class: CLASSES[Math.floor(4 * random.uniform())]!,
    summary: Array.from({ length: 12 }, () => WORDS[Math.floor(WORDS.length * random.uniform())]).join(' '),
  };
}

/** Another class mostly, sometimes another summary. */
function otherwise(random: Random, { class: before, summary }: Answer): Answer {
  if (random.uniform() < 0.3) return { class: before, summary: answer(random).summary };
  return { class: CLASSES[(CLASSES.indexOf(before) + 1 + Math.floor(3 * random.uniform())) % 4]!, summary };
}
