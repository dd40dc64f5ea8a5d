import type { Judgement } from '../model/judgement.ts';
import { mapPair } from '../model/map-pair.ts';
import type { HistogramData, PairData } from '../model/metric-data.ts';
import type { JudgeInput } from './judge.ts';
import type { JudgeRegistry } from './judge-registry.ts';
import { judgementFlaw } from './judgement-flaw.ts';

/** Which judge, by its name, with parameters as its schema asks for. */
export interface JudgeChoice {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * For several judges of one metric, each of which gets the same input: the judgement of each. A judge that is unknown, throws, or returns
 * what is no judgement yields `error` for its metric: never a crash of the look, never a pass.
 */
export function judgeRunner(judges: JudgeRegistry, input: JudgeInput): (choice: JudgeChoice) => Judgement & { readonly judge: string } {
  const copy = copies(input.data);
  return ({ name, parameters }) => {
    const failed = (why: string): Judgement & { judge: string } => ({
      judge: name,
      classification: 'error',
      reason: `${input.metric}: judge ${name} ${why}`,
      samples: { control: 0, candidate: 0 },
      everyLook: false,
    });
    const judge = judges.get(name);
    if (judge === undefined) return failed('is not loaded');
    if (!judge.kinds.includes(input.kind)) return failed(`cannot judge a ${input.kind}`);
    try {
      // A copy: what a judge does to its input stays with that judge.
      const judgement = judge.judge({ ...input, data: copy() }, parameters);
      const flaw = judgementFlaw(judgement);
      return flaw === undefined ? { ...judgement, judge: name } : failed(`returned ${flaw}`);
    } catch (error) {
      return failed(`failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

/** Copies of a pair, one at a time: each is made in the arrays of the one before, which takes an eighth of the time of making them anew. */
function copies(pair: PairData): () => PairData {
  const made: Float64Array[] = [];
  return () => {
    let next = 0;
    const copy = (values: Float64Array): Float64Array => {
      const at = next++;
      const used = made[at];
      // Of another length: a judge gave it away.
      if (used?.length === values.length) used.set(values);
      else made[at] = values.slice();
      return made[at]!;
    };
    const copied = mapPair(pair, copy);
    if (copied.kind !== 'histogram') return copied;
    const withBounds = (side: HistogramData): HistogramData => ({ ...side, bounds: copy(side.bounds) });
    return { kind: 'histogram', control: withBounds(copied.control), candidate: withBounds(copied.candidate) };
  };
}
