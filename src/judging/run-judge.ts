import type { Judgement } from '../model/judgement.ts';
import { mapPair } from '../model/map-pair.ts';
import type { JudgeInput } from './judge.ts';
import type { JudgeRegistry } from './judge-registry.ts';
import { judgementFlaw } from './judgement-flaw.ts';

/**
 * The judgement of one judge. A judge that is unknown, throws, or returns what is no judgement yields `error` for its metric:
 * never a crash of the look, never a pass.
 */
export function runJudge(
  judges: JudgeRegistry,
  { name, parameters }: { readonly name: string; readonly parameters: Readonly<Record<string, unknown>> },
  input: JudgeInput,
): Judgement & { readonly judge: string } {
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
    // In arrays of its own: what a judge does to its input stays with that judge.
    const judgement = judge.judge({ ...input, data: mapPair(input.data, (values) => values.slice()) }, parameters);
    const flaw = judgementFlaw(judgement);
    return flaw === undefined ? { ...judgement, judge: name } : failed(`returned ${flaw}`);
  } catch (error) {
    return failed(`failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
