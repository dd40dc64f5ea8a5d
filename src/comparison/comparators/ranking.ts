import { type Static, Type } from 'typebox';
import { ALIKE, NO_DIFFERENCES } from '../alike.ts';
import { type Compared, type Difference, defineComparator } from '../comparator.ts';
import { PairError } from '../pair-error.ts';
import { normalisedGain, relevances } from '../ranking/normalised-gain.ts';
import { isSameOrder, orderAgreement, overlapAt } from '../ranking/order-agreement.ts';
import { type RankedItems, rankedItems } from '../ranking/ranked-items.ts';

const Parameters = Type.Object(
  {
    minKendallTau: Type.Number({
      minimum: -1,
      maximum: 1,
      default: 0.9,
      description: "Lists whose orders agree less differ. Kendall's tau-b: 1 is the same order, -1 the reverse.",
    }),
    minOverlap: Type.Number({ minimum: 0, maximum: 1, default: 0.9, description: 'Lists that share less of their first k items differ.' }),
    maxNdcgChange: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Lists whose NDCG at k is further apart differ. Default: it is measured alone.' }),
    ),
    k: Type.Integer({ minimum: 1, maximum: 100_000, default: 10, description: 'How many items from the top overlap and NDCG look at.' }),
    idField: Type.String({ minLength: 1, default: 'id', description: 'Field of the id, where items are objects.' }),
    relevanceField: Type.String({ minLength: 1, default: 'relevance', description: 'Field of how relevant an item is, 0 or more.' }),
  },
  { additionalProperties: false },
);

export const ranking = defineComparator({
  name: 'ranking',
  description: "A list of ids, best first: search results, recommendations. Kendall's tau-b, overlap of the top and NDCG.",
  parameters: Parameters,
  comparing(parameters) {
    return (control, other) => {
      if (!Array.isArray(control)) throw new PairError('NOT_A_LIST', "the control's answer is no list");
      if (!Array.isArray(other)) return NO_LIST;
      return compareLists(rankedItems(control, parameters), rankedItems(other, parameters), parameters);
    };
  },
});

const NO_LIST: Compared = Object.freeze({
  similarity: 0,
  differences: Object.freeze([Object.freeze({ field: '', type: 'type', category: 'no list' } as const)]),
});

/** Without an ndcgChange where no item is relevant. */
type Measures = { readonly kendallTau: number; readonly overlap: number; readonly ndcgChange?: number };
type Limits = Static<typeof Parameters>;

function compareLists(control: RankedItems, other: RankedItems, limits: Limits): Compared {
  if (isSameOrder(control, other)) return control.size === 0 ? ALIKE : SAME_ORDER;
  const { k } = limits;
  const relevance = relevances(k, control, other);
  const before = normalisedGain(k, control, relevance);
  const after = normalisedGain(k, other, relevance);
  const measures: Measures = {
    kendallTau: orderAgreement(control, other),
    overlap: overlapAt(k, control, other),
    ...(before !== undefined && after !== undefined && { ndcgChange: after - before }),
  };
  const differences = isBeyond(measures, limits) ? [difference(control, other)] : NO_DIFFERENCES;
  return { similarity: measures.kendallTau, differences, measures };
}

const SAME_ORDER: Compared = Object.freeze({
  ...ALIKE,
  measures: Object.freeze({ kendallTau: 1, overlap: 1, ndcgChange: 0 } satisfies Measures),
});

function isBeyond({ kendallTau, overlap, ndcgChange }: Measures, { minKendallTau, minOverlap, maxNdcgChange }: Limits): boolean {
  if (kendallTau < minKendallTau || overlap < minOverlap) return true;
  if (maxNdcgChange === undefined) return false;
  if (ndcgChange === undefined) throw new PairError('NO_RELEVANCE', 'no item of the lists is relevant, so there is no NDCG');
  return Math.abs(ndcgChange) > maxNdcgChange;
}

function difference(control: RankedItems, other: RankedItems): Difference {
  const isReordered = control.size === other.size && [...control.keys()].every((id) => other.has(id));
  const isSameFirst = control.keys().next().value === other.keys().next().value;
  return { field: '', type: isReordered ? 'order' : 'value', category: isSameFirst ? 'same first item' : 'another first item' };
}
