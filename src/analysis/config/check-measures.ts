import { levelsProblem } from '../../judging/judge-divergence.ts';
import type { DivergenceBands } from '../../model/comparison-config.ts';
import type { ComparisonMetric, ConfigDocument } from '../../model/config-document.ts';
import { measureOf } from './measured.ts';
import { didYouMean } from './nearest-name.ts';
import type { Problem, ProblemPath } from './problem.ts';
import { DEFAULT_BANDS } from './resolve-comparison.ts';
import { judgeOf } from './resolve-metric.ts';

type Spec = ConfigDocument['spec'];

/** Whether each metric of kind `comparison` asks for something that the section `comparison` gives. */
export function checkMeasures({ metrics, comparison }: Spec): readonly Problem[] {
  return metrics.flatMap((metric, index): readonly Problem[] => {
    if (metric.kind !== 'comparison') return [];
    const path = ['spec', 'metrics', index];
    if (comparison === undefined)
      return [
        {
          path: [...path, 'kind'],
          message: 'needs the section spec.comparison',
          value: metric.kind,
          expected: 'a section spec.comparison',
        },
      ];
    return [
      ...checkComparator(metric, path, Object.keys(comparison.comparators)),
      ...checkSegment(metric, path, comparison.segment),
      ...checkLevels(metric, path, { ...DEFAULT_BANDS, ...comparison.bands }),
    ];
  });
}

const OF_A_COMPARATOR: readonly unknown[] = ['divergence', 'errors', 'similarity', 'score'];

function checkComparator(metric: ComparisonMetric, path: ProblemPath, names: readonly string[]): readonly Problem[] {
  const { measure } = measureOf(metric);
  const { comparator, score, quantile } = metric;
  const problems: Problem[] = [];
  if (comparator !== undefined && !OF_A_COMPARATOR.includes(measure)) problems.push(notFor([...path, 'comparator'], measure, comparator));
  else if (comparator !== undefined && !names.includes(comparator)) {
    const message = `no comparator is named ${JSON.stringify(comparator)}${didYouMean(comparator, names)}`;
    problems.push({ path: [...path, 'comparator'], message, value: comparator, expected: `one of ${names.join(', ')}` });
  } else if (comparator === undefined && (measure === 'similarity' || measure === 'score') && names.length > 1) {
    const message = `is missing: a ${measure} is that of one comparator, and there are ${names.length}`;
    problems.push({ path: [...path, 'comparator'], message, expected: `one of ${names.join(', ')}` });
  }
  if (measure === 'score' && score === undefined)
    problems.push({ path: [...path, 'score'], message: 'is missing: the name of one of the scores', expected: 'a name such as toxicity' });
  if (measure !== 'score' && score !== undefined) problems.push(notFor([...path, 'score'], measure, score));
  if (measure !== 'similarity' && quantile !== undefined) problems.push(notFor([...path, 'quantile'], measure, quantile));
  return problems;
}

function checkSegment(metric: ComparisonMetric, path: ProblemPath, feature: string | undefined): readonly Problem[] {
  const { measure } = measureOf(metric);
  return (['segment', 'bySegment'] as const).flatMap((field): Problem[] => {
    const value = metric[field];
    if (value === undefined || value === false) return [];
    const at = [...path, field];
    if (measure !== 'divergence') return [notFor(at, measure, value)];
    if (metric.comparator !== undefined)
      return [
        { path: at, message: 'stands beside comparator: segments are counted of the pairs as a whole', value, expected: 'one of the two' },
      ];
    if (feature === undefined)
      return [{ path: at, message: 'needs spec.comparison.segment', value, expected: 'the feature that names the segment of a pair' }];
    if (field === 'bySegment' && metric.segment !== undefined)
      return [{ path: at, message: 'stands beside segment', value, expected: 'one of the two' }];
    return [];
  });
}

function notFor(path: ProblemPath, measure: string, value: unknown): Problem {
  return { path, message: `is not for ${measure}`, value, expected: `no ${String(path.at(-1))}` };
}

/** Bands that do not rise by themselves are said of the section. */
function checkLevels(metric: ComparisonMetric, path: ProblemPath, bands: DivergenceBands): readonly Problem[] {
  const { name, parameters } = judgeOf(metric);
  const levels = { ...bands, ...parameters };
  if (name !== 'divergence' || Object.keys(parameters).length === 0 || Object.values(levels).some((level) => typeof level !== 'number'))
    return [];
  const problem = levelsProblem(levels);
  if (problem === undefined) return [];
  const expected = 'safe < investigate < edgeCases, and promoteBelow <= rollbackAbove';
  return [{ path: [...path, 'judge', 'parameters'], message: problem, value: parameters, expected }];
}
