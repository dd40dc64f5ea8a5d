import type { Judge } from './judge.ts';

/** Judges by name: ours and the users', as loaded from their folders. */
export type JudgeRegistry = ReadonlyMap<string, Judge>;
