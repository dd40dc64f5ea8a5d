import { type BoundedNames, boundedNames } from './bounded-names.ts';

interface Count {
  count: number;
}

/** Counts by name, of the `limit` heaviest names and of the others together, being made. */
export interface NameCounts {
  add(name: string, count: number): void;
  addAll(counts: Readonly<Record<string, number>>): void;
  record(): Record<string, number>;
}

/** How many names there are of a kind. */
export const NAME_LIMITS = {
  errors: 50,
  versions: 50,
  segments: 200,
  fields: 500,
  categories: 500,
  features: 50,
  labels: 1000,
  numbers: 50,
};

export function nameCounts(limit: number): NameCounts {
  const names: BoundedNames<Count> = boundedNames<Count>({
    limit,
    create: () => ({ count: 0 }),
    merge: (into, from) => {
      into.count += from.count;
    },
    weight: ({ count }) => count,
  });
  return {
    add(name, count) {
      names.at(name).count += count;
    },
    addAll(counts) {
      for (const name in counts) names.at(name).count += counts[name]!;
    },
    record: () => names.record(({ count }) => count),
  };
}
