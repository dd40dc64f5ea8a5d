import type { Features } from '../../src/comparison/answer-pair.ts';
import { systematicFeatures } from '../../src/comparison/systematic/systematic-features.ts';
import { divergenceLook } from '../../src/stats/divergence-look.ts';
import { drawTally } from '../comparison/systematic/requests.ts';
import { seeded } from '../support/random.ts';
import type { Report } from './figure.ts';

const ALPHA = 0.05;
const HARMLESS_SETS = 2000;
const FAULTY_SETS = 200;
const PAIRS = 5000;
const WEEKS = 400;
const HOURS = 168;

/** How often a report of divergence names a feature that has nothing to do with it, how often one that has, and how often its rate's interval errs. */
export default async function systematic(report: Report): Promise<void> {
  const named = (seed: number, rateOf: (features: Features) => number): string[] =>
    systematicFeatures(drawTally(seeded(seed), { pairs: PAIRS, rateOf }), ALPHA)
      .filter(({ isSystematic }) => isSystematic)
      .map(({ feature }) => feature);

  let falsely = 0;
  for (let seed = 0; seed < HARMLESS_SETS; seed++) if (named(seed, () => 0.02).length > 0) falsely++;
  // Nominal 1 %, and three standard errors of so many sets.
  report({ name: 'harmless: sets with a systematic feature', value: falsely / HARMLESS_SETS, unit: '', limit: { atMost: 0.017 } });

  for (const { long, limit } of [
    { long: 0.08, limit: 0.99 },
    { long: 0.02, limit: undefined },
    { long: 0.01, limit: undefined },
  ]) {
    let rightly = 0;
    let another = 0;
    for (let seed = 0; seed < FAULTY_SETS; seed++) {
      const features = named(1_000_000 + seed, ({ textLength }) => ((textLength as number) >= 120 ? long : 0.004));
      if (features.includes('textLength')) rightly++;
      if (features.some((feature) => feature !== 'textLength')) another++;
    }
    const name = `long texts diverge in ${100 * long} %, others in 0.4 %`;
    report({ name: `${name}: named`, value: rightly / FAULTY_SETS, unit: '', ...(limit && { limit: { atLeast: limit } }) });
    // One false among a hundred named, when one is right, comes to 2 % of the sets; three standard errors more.
    report({ name: `${name}: another named`, value: another / FAULTY_SETS, unit: '', limit: { atMost: 0.05 } });
  }

  for (const { name, phi, spread, limit } of [
    { name: 'steady', phi: 0, spread: 0, limit: 2 * ALPHA },
    { name: 'another each hour', phi: 0, spread: 0.3, limit: 2 * ALPHA },
    { name: 'wandering for hours (autocorrelation 0.8)', phi: 0.8, spread: 0.3, limit: undefined },
  ]) {
    let wrong = 0;
    for (let seed = 0; seed < WEEKS; seed++) if (isEverWrong(seed, { phi, spread })) wrong++;
    report({
      name: `rate of 2 %, ${name}: weeks with an end that is ever wrong`,
      value: wrong / WEEKS,
      unit: '',
      ...(limit && { limit: { atMost: limit } }),
    });
  }
}

/** Whether the interval of the rate leaves out the true one at any of the looks at which anything may rest on it, every 6 hours of a week. */
function isEverWrong(seed: number, { phi, spread }: { readonly phi: number; readonly spread: number }): boolean {
  const random = seeded(seed);
  const events = new Float64Array(HOURS);
  const exposure = new Float64Array(HOURS).fill(1000);
  let state = random.normal();
  for (let hour = 0; hour < HOURS; hour++) {
    events[hour] = random.poisson(1000 * 0.02 * Math.exp(spread * state - (spread * spread) / 2));
    state = phi * state + Math.sqrt(1 - phi * phi) * random.normal();
    if (hour % 6 !== 5) continue;
    const look = divergenceLook({ candidate: { events: events.subarray(0, hour + 1), exposure: exposure.subarray(0, hour + 1) } }, 8);
    const { lower, upper } = look.bounds({ lower: ALPHA, upper: ALPHA });
    if (look.ready && (lower > 0.02 || upper < 0.02)) return true;
  }
  return false;
}
