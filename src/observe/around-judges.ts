import type { Judge, JudgeInput } from '../judging/judge.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';

/** Puts something around each judgement of one judge; it returns what the work returns. */
export type AroundJudgement = (judge: string) => <T>(input: JudgeInput, work: () => T) => T;

/** The judges with something around each of their judgements. */
export function aroundJudges(judges: JudgeRegistry, around: AroundJudgement): JudgeRegistry {
  return new Map([...judges].map(([name, judge]) => [name, aroundJudge(judge, around(name))]));
}

function aroundJudge(judge: Judge, run: ReturnType<AroundJudgement>): Judge {
  const { name, description, kinds, parameters } = judge;
  return { name, description, kinds, parameters, judge: (input, given) => run(input, () => judge.judge(input, given)) };
}
