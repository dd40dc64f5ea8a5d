import type { ComparatorRegistry } from '../comparison/comparator.ts';
import { loadComparators } from '../config/load-comparators.ts';
import { loadJudges } from '../config/load-judges.ts';
import type { Settings } from '../config/settings.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';

/** What folders of the settings add to what is our own. */
export interface PlugIns {
  readonly judges: JudgeRegistry;
  readonly comparators: ComparatorRegistry;
}

/** @throws {SerinusError} BAD_JUDGE, BAD_COMPARATOR: a folder or a file in it cannot be used. */
export async function openPlugIns({ judgeFolders, comparatorFolders }: Settings): Promise<PlugIns> {
  return { judges: await loadJudges(judgeFolders), comparators: await loadComparators(comparatorFolders) };
}
