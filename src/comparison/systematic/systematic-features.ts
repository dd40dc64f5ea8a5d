import { benjaminiHochberg } from '../../stats/benjamini-hochberg.ts';
import { riskRatioInterval } from '../../stats/risk-ratio.ts';
import type { FeatureTally } from '../tally.ts';
import { featureSentence, rateOf } from './feature-sentence.ts';
import { type FeatureTest, LEAST_PAIRS } from './feature-test.ts';
import { labelsOf, namedFeatures, namedLabels, rangesOf, sumOf, type ValueCounts } from './feature-values.ts';
import type { FeatureGroup, SystematicFeature, ValueRate } from './systematic-feature.ts';
import { testLabels } from './test-labels.ts';
import { testNumbers } from './test-numbers.ts';
import { labelRates, rangeRates } from './value-rates.ts';

/** Share of false ones, at most and in the mean, among what is called systematic: a name that is wrong sends people searching for nothing. */
const FALSE_SHARE = 0.01;
/** What is proven matters when the group diverges this many times as often as the rest, for certain, ... */
const LEAST_RATIO = 1.5;
/** ... and this share of all divergence would be gone if it diverged as the rest does: of millions of pairs, trifles are proven too. */
const LEAST_EXCESS = 0.05;

type Untested = Pick<SystematicFeature, 'feature' | 'kind' | 'pairs' | 'divergent'> & { readonly why: string };
type Tested = Pick<SystematicFeature, 'feature' | 'kind' | 'pairs' | 'divergent' | 'rates'> & { readonly test: FeatureTest };

/**
 * What each feature of the requests has to do with divergence, for one reading: of those called systematic, one of a hundred at most is
 * false in the mean. Pairs are taken as independent of each other. A feature that goes with another that matters is named as well.
 *
 * @param features pairs by feature, as counted in details.
 * @param alpha error level of each limit of an interval, in (0, 0.5).
 * @returns those that are systematic first, then by p value; those that cannot be tested last.
 */
export function systematicFeatures(features: Readonly<Record<string, FeatureTally>>, alpha: number): readonly SystematicFeature[] {
  const asked = namedFeatures(features).flatMap(([feature, tally]) => {
    const { named, rest } = namedLabels(labelsOf(tally));
    const test = (labels: typeof named): FeatureTest => testLabels({ labels, rest }, alpha);
    return [
      ...askedOf({ feature, kind: 'number', values: rangesOf(tally), rest: NOTHING, test: testNumbers, rates: rangeRates }, alpha),
      ...askedOf({ feature, kind: 'label', values: named, rest, test, rates: labelRates }, alpha),
    ];
  });
  const tested = asked.filter((one) => 'test' in one);
  const adjusted = benjaminiHochberg(tested.map(({ test }) => test.pValue));
  const results = tested.map((one, i) => foundOf(one, adjusted[i]!, alpha));
  results.sort((a, b) => Number(b.isSystematic) - Number(a.isSystematic) || a.pValue! - b.pValue!);
  return [...results, ...asked.filter((one) => 'why' in one).map(untestedOf)];
}

interface Asked<V extends ValueCounts> {
  readonly feature: string;
  readonly kind: SystematicFeature['kind'];
  readonly values: readonly V[];
  /** Pairs that have the feature, and none of these values. */
  readonly rest: ValueCounts;
  readonly test: (values: readonly V[], alpha: number) => FeatureTest;
  readonly rates: (values: readonly V[], alpha: number) => readonly ValueRate[];
}

const NOTHING: ValueCounts = { agreed: 0, diverged: 0 };

/** Nothing where the feature has no values of that kind. */
function askedOf<V extends ValueCounts>({ feature, kind, values, rest, test, rates }: Asked<V>, alpha: number): (Tested | Untested)[] {
  if (values.length === 0) return [];
  const { agreed, diverged } = sumOf(values);
  const all = sumOf([...values, rest]);
  const head = { feature, kind, pairs: all.agreed + all.diverged, divergent: all.diverged };
  if (values.length < 2) return [{ ...head, why: 'it is the same in all pairs' }];
  if (diverged < LEAST_PAIRS) return [{ ...head, why: `${diverged} divergent pairs have it, ${LEAST_PAIRS} are needed` }];
  if (agreed < LEAST_PAIRS) return [{ ...head, why: `${agreed} pairs that agree have it, ${LEAST_PAIRS} are needed` }];
  return [{ ...head, test: test(values, alpha), rates: rates(values, alpha) }];
}

function foundOf({ test, ...head }: Tested, adjustedPValue: number, alpha: number): SystematicFeature {
  const { group, effect, pValue } = test;
  const isProven = adjustedPValue <= FALSE_SHARE;
  const isSystematic = isProven && matters(group, alpha);
  const sentence = isSystematic
    ? featureSentence(head.feature, group)
    : isProven
      ? `too little to matter: ${featureSentence(head.feature, group)}`
      : 'nothing is proven';
  return { ...head, effect, pValue, adjustedPValue, group, isSystematic, sentence };
}

function untestedOf({ why, ...head }: Untested): SystematicFeature {
  return {
    ...head,
    effect: null,
    pValue: null,
    adjustedPValue: null,
    group: null,
    rates: [],
    isSystematic: false,
    sentence: `not tested: ${why}`,
  };
}

function matters({ inside, outside }: FeatureGroup, alpha: number): boolean {
  const events = ({ pairs, divergent }: FeatureGroup['inside']) => ({ events: divergent, trials: pairs });
  const excess = (inside.divergent - inside.pairs * rateOf(outside)) / (inside.divergent + outside.divergent);
  return riskRatioInterval(events(inside), events(outside), alpha).lower >= LEAST_RATIO && excess >= LEAST_EXCESS;
}
