import { checkConfig } from '../analysis/config/check-config.ts';
import type { Problem, ProblemPath } from '../analysis/config/problem.ts';
import { schemaProblems } from '../analysis/config/schema-problems.ts';
import type { Surroundings } from '../analysis/config/surroundings.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import { ConfigDocument } from '../model/config-document.ts';

/**
 * Everything wrong with a document, what its schema says and what it cannot, at once: nobody should have to mend a file twice. What the
 * schema refuses is cut out before the rest is looked at, and named only once.
 */
export function documentProblems(value: unknown, judges: JudgeRegistry, around?: Surroundings): readonly Problem[] {
  const misfits = schemaProblems(ConfigDocument, value);
  if (misfits.length === 0) return checkConfig(value as ConfigDocument, judges, around);
  const rest = structuredClone(value);
  for (const { path } of misfits) cutOut(rest, path);
  const known = misfits.map(({ path }) => path.join('\n'));
  return [
    ...misfits,
    ...problemsOf(rest, judges, around).filter(({ path }) => !known.some((at) => `${path.join('\n')}\n`.startsWith(`${at}\n`))),
  ];
}

/** A document with holes may be too broken to look at further: then what the schema said has to do. */
function problemsOf(document: unknown, judges: JudgeRegistry, around?: Surroundings): readonly Problem[] {
  try {
    return checkConfig(document as ConfigDocument, judges, around);
  } catch {
    return [];
  }
}

function cutOut(value: unknown, path: ProblemPath): void {
  let holder = value;
  for (const step of path.slice(0, -1)) holder = isHolder(holder) ? holder[step] : undefined;
  const last = path.at(-1);
  // An element of a list stays, so that the paths of those behind it do too.
  if (last !== undefined && isHolder(holder) && !Array.isArray(holder)) delete holder[last];
}

function isHolder(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
