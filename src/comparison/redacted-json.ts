import type { Json } from '../model/json.ts';
import { type PathTree, treesBelow } from './redaction-paths.ts';
import { REDACTED, type TextRedactor } from './redaction-patterns.ts';

/** What is taken out of a document. */
export interface Redaction {
  /** That are at its place. */
  readonly trees: readonly PathTree[];
  /** Undefined when no pattern is looked for. */
  readonly text: TextRedactor | undefined;
}

type Mapping = Readonly<Record<string, Json>>;

/** The document without what is taken out: itself when that is nothing. */
export function redactedJson(value: Json, { trees, text }: Redaction): Json {
  for (const { isRedacted } of trees) if (isRedacted) return REDACTED;
  if (typeof value === 'string') return text ? text.inText(value) : value;
  if (value === null || typeof value !== 'object' || (trees.length === 0 && !text)) return value;
  return Array.isArray(value) ? redactedList(value, { trees, text }) : redactedMapping(value as Mapping, { trees, text });
}

function redactedList(list: readonly Json[], { trees, text }: Redaction): Json {
  let changed: Json[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const element = list[i]!;
    // Lists of numbers are long, and nothing is taken out of a number.
    if (typeof element === 'number' && trees.length === 0) continue;
    const kept = redactedJson(element, { trees: treesBelow(trees, String(i)), text });
    if (kept === element) continue;
    changed ??= list.slice();
    changed[i] = kept;
  }
  return changed ?? list;
}

/** As `redactedJson`, of a mapping, whose keys are texts as well. */
export function redactedMapping(mapping: Mapping, { trees, text }: Redaction): Mapping {
  let entries: Entries | undefined;
  for (const key in mapping) {
    const value = mapping[key]!;
    const kept = redactedJson(value, { trees: treesBelow(trees, key), text });
    const name = text ? text.inKey(key) : key;
    if (entries === undefined && kept === value && name === key) continue;
    entries ??= entriesBefore(mapping, key);
    entries.add(name, kept);
  }
  return entries === undefined ? mapping : entries.mapping();
}

interface Entries {
  add(name: string, value: Json): void;
  mapping(): Mapping;
}

/** Those before a key, to which others are added. Keys that became the same are numbered, so that all stay. */
function entriesBefore(mapping: Mapping, end: string): Entries {
  const entries = new Map<string, Json>();
  const numbers = new Map<string, number>();
  for (const key in mapping) {
    if (key === end) break;
    entries.set(key, mapping[key]!);
  }
  return {
    add(name, value) {
      let free = name;
      for (let number = numbers.get(name) ?? 2; entries.has(free); number++) {
        free = `${name} ${number}`;
        numbers.set(name, number + 1);
      }
      entries.set(free, value);
    },
    mapping: () => Object.fromEntries(entries),
  };
}
