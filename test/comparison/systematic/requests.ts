import type { Features } from '../../../src/comparison/answer-pair.ts';
import { featureCounts } from '../../../src/comparison/tally/feature-counts.ts';
import type { FeatureTally } from '../../../src/comparison/tally.ts';
import type { Random } from '../../support/random.ts';

const LOCALES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'ja', 'pl', 'nl', 'sv', 'fi', 'et'];

/** Features of a request to a text classifier as they are in production: skewed lengths, a few frequent locales and many rare ones. */
export function drawFeatures(random: Random): Features {
  return {
    textLength: Math.ceil(Math.exp(4 + 0.9 * random.normal())),
    confidence: 1 - 0.5 * random.uniform() ** 2,
    // Zipf-like: the tenth is a fiftieth of the first.
    locale: LOCALES[Math.floor(LOCALES.length * random.uniform() ** 2.5)]!,
    hour: Math.floor(24 * random.uniform()),
    isMobile: random.uniform() < 0.6,
    client: `client-${Math.floor(400 * random.uniform() ** 3)}`,
    priority: Math.floor(3 * random.uniform()),
    temperature: random.normal(),
  };
}

/** Pairs by feature, as they are counted. @param rateOf chance that a pair diverges. */
export function drawTally(
  random: Random,
  { pairs, rateOf }: { readonly pairs: number; readonly rateOf: (features: Features) => number },
): Record<string, FeatureTally> {
  const counts = featureCounts();
  for (let i = 0; i < pairs; i++) {
    const features = drawFeatures(random);
    counts.add(features, random.uniform() < rateOf(features) ? 'diverged' : 'agreed');
  }
  return counts.tallies();
}
