import type { Judge } from './judge.ts';

/** All loaded judges by name. */
export type JudgeRegistry = ReadonlyMap<string, Judge>;
