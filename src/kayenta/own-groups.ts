import type { JudgedConfig } from '../judging/judged-config.ts';

/**
 * The groups that have metrics, in the order of first use, with weights that sum to 100.
 * Weights of other groups, and weights that are negative or no number, do not count. Groups without a weight share what the others
 * leave of 100; where no group has any weight, all have the same.
 */
export function ownGroups(used: readonly string[], weights: Readonly<Record<string, number>>): JudgedConfig['groups'] {
  const names = [...new Set(used)];
  const given = names.map((name) => {
    const weight = Object.hasOwn(weights, name) ? weights[name]! : Number.NaN;
    return weight >= 0 && weight < Infinity ? weight : undefined;
  });
  const sum = given.reduce<number>((total, weight) => total + (weight ?? 0), 0);
  const share = Math.max(0, 100 - sum) / given.filter((weight) => weight === undefined).length;
  const filled = given.map((weight) => weight ?? share);
  const total = filled.reduce((all, weight) => all + weight, 0);
  return names.map((name, i) => ({ name, weight: total > 0 ? (100 * filled[i]!) / total : 100 / names.length }));
}
