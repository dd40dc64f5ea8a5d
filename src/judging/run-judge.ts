import type { Classification, Judgement } from '../model/judgement.ts';
import type { JudgeInput } from './judge.ts';
import type { JudgeRegistry } from './judge-registry.ts';

const CLASSIFICATIONS: readonly Classification[] = ['pass', 'high', 'low', 'undecided', 'nodata', 'error'];

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
    const judgement = judge.judge(input, parameters);
    const flaw = flawOf(judgement);
    return flaw === undefined ? { ...judgement, judge: name } : failed(`returned ${flaw}`);
  } catch (error) {
    return failed(`failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Judges may be the users' own: what leaves them is checked before it can reach a verdict or a store. */
function flawOf(judgement: Judgement): string | undefined {
  if (typeof judgement !== 'object' || judgement === null) return 'no judgement';
  if (!CLASSIFICATIONS.includes(judgement.classification)) return `the classification ${JSON.stringify(judgement.classification)}`;
  if (typeof judgement.reason !== 'string' || judgement.reason === '') return 'no reason';
  if (judgement.score !== undefined && !(judgement.score >= 0 && judgement.score <= 100)) return `the score ${judgement.score}`;
  const bad = nonFinite(judgement, '');
  return bad === undefined ? undefined : `a number that is not finite at ${bad}`;
}

function nonFinite(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = nonFinite(inner, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
