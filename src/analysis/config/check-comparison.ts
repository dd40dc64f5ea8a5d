import { validate } from 'node-cron';
import type { Comparator, ComparatorRegistry } from '../../comparison/comparator.ts';
import { parsePointer } from '../../comparison/json-pointer.ts';
import type { ComparisonDocument } from '../../model/comparison-document.ts';
import type { ConfigDocument } from '../../model/config-document.ts';
import { parseDuration } from '../../model/duration.ts';
import { checkParameters } from './judge-parameters.ts';
import { didYouMean } from './nearest-name.ts';
import type { Problem } from './problem.ts';
import { DEFAULT_BANDS } from './resolve-comparison.ts';

const ROOT = ['spec', 'comparison'] as const;

/** What is wrong with the section `comparison`. @param comparators those there are; without them they are not checked. */
export function checkComparison({ comparison }: ConfigDocument['spec'], comparators: ComparatorRegistry | undefined): readonly Problem[] {
  if (comparison === undefined) return [];
  return [
    ...(comparators === undefined ? [] : checkComparators(comparison, comparators)),
    ...checkCounting(comparison),
    ...checkBands(comparison),
    ...checkTimes(comparison),
    ...checkPatterns(comparison),
    ...checkRedacted(comparison),
  ];
}

function checkComparators({ comparators: chosen }: ComparisonDocument, known: ComparatorRegistry): readonly Problem[] {
  return Object.entries(chosen).flatMap(([name, { type, parameters = {} }]): readonly Problem[] => {
    const path = [...ROOT, 'comparators', name];
    const comparator = known.get(type);
    if (comparator === undefined) {
      const names = [...known.keys()].sort();
      const message = `no comparator is named ${JSON.stringify(type)}${didYouMean(type, names)}`;
      return [{ path: [...path, 'type'], message, value: type, expected: `one of ${names.join(', ')}` }];
    }
    const checked = checkParameters(comparator, parameters);
    const problems = checked.problems ?? makingProblem(comparator, checked.parameters);
    return problems.map((problem) => ({ ...problem, path: [...path, 'parameters', ...problem.path] }));
  });
}

/** What a schema cannot say of parameters, the comparator says when it is made. */
function makingProblem(comparator: Comparator, parameters: Readonly<Record<string, unknown>>): readonly Problem[] {
  try {
    comparator.comparing(parameters);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ path: [], message, value: parameters, expected: `parameters that ${comparator.name} can work with` }];
  }
}

/** With nothing that counts no pair could ever diverge, which would read as a perfect candidate. */
function checkCounting({ comparators }: ComparisonDocument): readonly Problem[] {
  if (Object.values(comparators).some(({ counts = true }) => counts)) return [];
  return [
    { path: [...ROOT, 'comparators'], message: 'has none that counts, so no pair could diverge', expected: 'one without counts: false' },
  ];
}

function checkBands({ bands }: ComparisonDocument): readonly Problem[] {
  const { safe, investigate, edgeCases } = { ...DEFAULT_BANDS, ...bands };
  if (safe < investigate && investigate < edgeCases) return [];
  const message = `safe ${safe}, investigate ${investigate} and edgeCases ${edgeCases} do not rise`;
  return [{ path: [...ROOT, 'bands'], message, value: bands, expected: 'safe < investigate < edgeCases' }];
}

function checkTimes({ join, heartbeat, report }: ComparisonDocument): readonly Problem[] {
  const durations: readonly (readonly [readonly string[], string | undefined])[] = [
    [['join'], join],
    [['heartbeat', 'every'], heartbeat?.every],
  ];
  const problems = durations.flatMap(([path, text]): Problem[] => {
    const ms = text === undefined ? 1 : parseDuration(text);
    if (ms > 0 && Number.isSafeInteger(ms)) return [];
    return [{ path: [...ROOT, ...path], message: ms === 0 ? 'is nothing' : 'is too long', value: text, expected: 'a duration above 0' }];
  });
  if (report !== undefined && !validate(report.schedule))
    problems.push({
      path: [...ROOT, 'report', 'schedule'],
      message: 'is no cron expression',
      value: report.schedule,
      expected: 'a cron expression such as 0 6 * * *',
    });
  return problems;
}

function checkPatterns({ redact }: ComparisonDocument): readonly Problem[] {
  return (redact?.patterns ?? []).flatMap((pattern, index): Problem[] => {
    try {
      new RegExp(pattern, 'gu');
      return [];
    } catch {
      const path = [...ROOT, 'redact', 'patterns', index];
      return [{ path, message: 'is no regular expression', value: pattern, expected: 'a regular expression' }];
    }
  });
}

/** What is taken out of all answers is the same in all of them, which would read as a perfect candidate. */
function checkRedacted({ comparators, redact }: ComparisonDocument): readonly Problem[] {
  return (redact?.paths ?? []).flatMap((redacted, index): Problem[] => {
    const tokens = parsePointer(redacted, 'redact.paths');
    const isAbove = (path: readonly string[]): boolean =>
      tokens.length <= path.length && tokens.every((token, i) => token === '*' || token === path[i]);
    const blind = Object.entries(comparators).find(([, { path = '' }]) => isAbove(parsePointer(path, 'path')));
    if (blind === undefined) return [];
    const message = `takes out all that the comparator ${blind[0]} compares, so no pair could differ in it`;
    return [{ path: [...ROOT, 'redact', 'paths', index], message, value: redacted, expected: 'a path beside what is compared, or below' }];
  });
}
