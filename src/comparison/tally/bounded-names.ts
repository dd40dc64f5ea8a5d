import { OTHER } from '../tally.ts';

/** A longer name is cut. */
const MAX_NAME_LENGTH = 256;
/** So many times the limit are held while counting, so that a name which comes late but often is not lost among rare ones. */
const HELD = 4;

/** What is counted under each name of a set that comes from outside and could be any size. */
export interface BoundedNames<E> {
  /** The entry to count in; a new one for a new name. */
  at(name: string): E;
  /** Plain data by name: the `limit` heaviest names, at equal weight those first in the alphabet, and the others under OTHER. */
  record<T>(plain: (entry: E) => T): Record<string, T>;
}

export interface EntryKind<E> {
  /** How many names are kept. */
  readonly limit: number;
  create(): E;
  /** Adds the second to the first. */
  merge(into: E, from: E): void;
  /** How much is counted in it. */
  weight(entry: E): number;
}

export function boundedNames<E>({ limit, create, merge, weight }: EntryKind<E>): BoundedNames<E> {
  const named = new Map<string, E>();
  let other: E | undefined;

  function trim(): void {
    if (named.size <= limit) return;
    const byWeight = [...named].sort(([a, left], [b, right]) => weight(right) - weight(left) || (a < b ? -1 : 1));
    for (const [name, entry] of byWeight.slice(limit)) {
      other ??= create();
      merge(other, entry);
      named.delete(name);
    }
  }

  function added(name: string): E {
    if (name === OTHER) {
      other ??= create();
      return other;
    }
    if (name.length > MAX_NAME_LENGTH) return at(`${name.slice(0, MAX_NAME_LENGTH - 1).toWellFormed()}…`);
    if (named.size >= HELD * limit) trim();
    const entry = create();
    named.set(name, entry);
    return entry;
  }

  function at(name: string): E {
    return named.get(name) ?? added(name);
  }

  return {
    at,
    record<T>(plain: (entry: E) => T): Record<string, T> {
      trim();
      // fromEntries makes `__proto__` a field like any other.
      const record: Record<string, T> = Object.fromEntries([...named].map(([name, entry]) => [name, plain(entry)]));
      if (other !== undefined) record[OTHER] = plain(other);
      return record;
    },
  };
}
