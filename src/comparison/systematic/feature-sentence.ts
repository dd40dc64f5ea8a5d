import { countText, numberText, percentText } from '../number-text.ts';
import { shortText } from '../short-text.ts';
import type { FeatureGroup, GroupRate } from './systematic-feature.ts';

/** A label's or a feature's name may be long and of any kind. */
const NAME_LENGTH = 60;
/** A group of so few pairs that holds so much of the divergence is said as such. */
const FEW = 0.1;
const MUCH = 0.5;

/** `longer "textLength" diverges more: 0.4 % below 120, 7.9 % from there on` */
export function featureSentence(feature: string, group: FeatureGroup): string {
  const inside = percentText(rateOf(group.inside));
  const outside = percentText(rateOf(group.outside));
  const name = `"${shortText(feature, NAME_LENGTH)}"`;
  return `${said()}${concentrationText(group)}`;

  function said(): string {
    const { from, to, labels, moreLabels } = group;
    if (labels !== undefined) {
      const named = labels.map((label) => `"${shortText(label, NAME_LENGTH)}"`).join(', ');
      const more = moreLabels ? ` and ${moreLabels} more` : '';
      return `${name} = ${named}${more} diverges more: ${inside} there, ${outside} elsewhere`;
    }
    if (to == null) return `larger ${name} diverges more: ${outside} below ${numberText(from ?? 0)}, ${inside} from there on`;
    if (from == null) return `smaller ${name} diverges more: ${inside} below ${numberText(to)}, ${outside} from there on`;
    return `${name} from ${numberText(from)} to ${numberText(to)} diverges more: ${inside} there, ${outside} elsewhere`;
  }
}

/** `; 1,000 of 1,000,000 pairs carry all of the divergence` where few carry much of it, else nothing. */
function concentrationText({ inside, outside }: FeatureGroup): string {
  const pairs = inside.pairs + outside.pairs;
  const held = inside.divergent / (inside.divergent + outside.divergent);
  if (!(inside.pairs <= FEW * pairs && held >= MUCH)) return '';
  return `; ${countText(inside.pairs)} of ${countText(pairs)} pairs carry ${held === 1 ? 'all' : percentText(held)} of the divergence`;
}

export function rateOf({ pairs, divergent }: GroupRate): number {
  return pairs === 0 ? 0 : divergent / pairs;
}
