import type { ConfigDocument } from '../../model/config-document.ts';
import { didYouMean } from './nearest-name.ts';
import type { Problem } from './problem.ts';
import { DEFAULT_GROUP } from './resolve-metric.ts';

/** Weights are given for every group that a metric is in, for no other, and sum to 100; or for none at all. */
export function checkGroups({ metrics, groups }: ConfigDocument['spec']): readonly Problem[] {
  if (!groups) return [];
  const used = [...new Set(metrics.map((metric) => metric.group ?? DEFAULT_GROUP))];
  const weighted = Object.keys(groups);
  const unused = weighted
    .filter((name) => !used.includes(name))
    .map((name): Problem => {
      const message = `is the group of no metric${didYouMean(name, used)}`;
      return { path: ['spec', 'groups', name], message, value: groups[name], expected: `one of ${used.join(', ')}` };
    });
  const missing = used
    .filter((name) => !weighted.includes(name))
    .map((name): Problem => {
      const metric = metrics.find((one) => (one.group ?? DEFAULT_GROUP) === name);
      const message = `has no weight for the group ${name} of the metric ${metric?.name}`;
      return { path: ['spec', 'groups'], message, expected: 'a weight for every group, or no groups at all' };
    });
  const sum = Object.values(groups).reduce((total, { weight }) => total + weight, 0);
  const wrongSum: Problem = {
    path: ['spec', 'groups'],
    message: `has weights that sum to ${sum}, not 100`,
    value: sum,
    expected: 'weights that sum to 100',
  };
  return [...unused, ...missing, ...(Math.abs(sum - 100) > 1e-6 ? [wrongSum] : [])];
}
