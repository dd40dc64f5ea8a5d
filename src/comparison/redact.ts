import { BadInputError } from '../errors.ts';
import type { ComparisonConfig } from '../model/comparison-config.ts';
import type { Json } from '../model/json.ts';
import type { AnswerPair, Features } from './answer-pair.ts';
import { parsePointer } from './json-pointer.ts';

/** What stands where something was taken out. */
export const REDACTED = '[redacted]';

/** Keys that are remembered to match no pattern. */
const MAX_CLEAN_KEYS = 1000;

/**
 * Takes out what a config says must not be kept. Everything later sees the redacted pair alone, comparators and tallies as well: what
 * is taken out of both answers is no difference any more. Never changes what it is given; returns that itself when nothing is taken out.
 */
export interface Redactor {
  pair(pair: AnswerPair): AnswerPair;
  answer(answer: Json): Json;
  /** Paths of one key name features: those are dropped. */
  features(features: Features): Features;
}

/** Keys below each place, and whether the place itself is taken out. */
interface PathTree {
  isRedacted: boolean;
  readonly children: Map<string, PathTree>;
}

/**
 * @param paths JSON Pointers into every answer and into the features; `*` stands for any key or index.
 * @param patterns of regular expressions, whose matches are replaced in every text and key of the answers and every label.
 * @throws {BadInputError} a path or pattern is none.
 */
export function redactor({ paths, patterns }: ComparisonConfig['redact']): Redactor {
  const tree = treeOf(paths);
  const expressions = patterns.map((source, i) => redactionPattern(source, `redact.patterns.${i}`));
  const hasPaths = paths.length > 0;
  if (!hasPaths && expressions.length === 0) return { pair: same, answer: same, features: same };

  const text = expressions.length > 0 ? textRedactor(expressions) : undefined;
  const answer = (given: Json): Json => redacted(given, hasPaths ? [tree] : [], text);
  const features = (given: Features): Features => redactedFeatures(given, tree, text);
  return { answer, features, pair: (given) => redactedPair(given, { answer, features }) };
}

/** The expression of a pattern. @throws {BadInputError} it is none. */
export function redactionPattern(source: string, field: string): RegExp {
  try {
    return new RegExp(source, 'gu');
  } catch (cause) {
    throw new BadInputError(field, `is no regular expression: ${(cause as Error).message}`, { cause });
  }
}

interface TextRedactor {
  inText(text: string): string;
  inKey(key: string): string;
}

function textRedactor(expressions: readonly RegExp[]): TextRedactor {
  const inText = (text: string): string => {
    let cleaned = text;
    for (const expression of expressions) cleaned = cleaned.replace(expression, REDACTED);
    return cleaned;
  };
  // Of one pair and the next the keys are mostly the same.
  const clean = new Set<string>();
  const inKey = (key: string): string => {
    if (clean.has(key)) return key;
    const cleaned = inText(key);
    if (cleaned === key && clean.size < MAX_CLEAN_KEYS) clean.add(key);
    return cleaned;
  };
  return { inText, inKey };
}

function same<T>(given: T): T {
  return given;
}

function treeOf(paths: readonly string[]): PathTree {
  const root: PathTree = { isRedacted: false, children: new Map() };
  paths.forEach((path, i) => {
    let node = root;
    for (const token of parsePointer(path, `redact.paths.${i}`)) {
      const next = node.children.get(token) ?? { isRedacted: false, children: new Map() };
      node.children.set(token, next);
      node = next;
    }
    node.isRedacted = true;
  });
  return root;
}

function redactedPair(pair: AnswerPair, { answer, features }: Pick<Redactor, 'answer' | 'features'>): AnswerPair {
  const control = answer(pair.control);
  const candidate = answer(pair.candidate);
  const secondControl = pair.secondControl === undefined ? undefined : answer(pair.secondControl);
  const kept = pair.features && features(pair.features);
  if (control === pair.control && candidate === pair.candidate && secondControl === pair.secondControl && kept === pair.features)
    return pair;
  return { ...pair, control, candidate, ...(secondControl !== undefined && { secondControl }), ...(kept && { features: kept }) };
}

/** @param nodes of the tree that match the place. @param text undefined when no pattern is looked for. */
function redacted(value: Json, nodes: readonly PathTree[], text: TextRedactor | undefined): Json {
  for (const { isRedacted } of nodes) if (isRedacted) return REDACTED;
  if (typeof value === 'string') return text ? text.inText(value) : value;
  if (value === null || typeof value !== 'object' || (nodes.length === 0 && !text)) return value;
  return Array.isArray(value) ? redactedList(value, nodes, text) : redactedMapping(value as Readonly<Record<string, Json>>, nodes, text);
}

function redactedList(list: readonly Json[], nodes: readonly PathTree[], text: TextRedactor | undefined): Json {
  let changed: Json[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const element = list[i]!;
    // Lists of numbers are long, and no path below them can match one.
    if (typeof element === 'number' && nodes.length === 0) continue;
    const kept = redacted(element, below(nodes, String(i)), text);
    if (kept === element) continue;
    changed ??= list.slice();
    changed[i] = kept;
  }
  return changed ?? list;
}

function redactedMapping(mapping: Readonly<Record<string, Json>>, nodes: readonly PathTree[], text: TextRedactor | undefined): Json {
  let entries: Map<string, Json> | undefined;
  for (const key in mapping) {
    const value = mapping[key]!;
    const kept = redacted(value, below(nodes, key), text);
    const name = text ? text.inKey(key) : key;
    if (entries === undefined && kept === value && name === key) continue;
    entries ??= entriesBefore(mapping, key);
    entries.set(freeName(entries, name), kept);
  }
  return entries === undefined ? mapping : Object.fromEntries(entries);
}

function entriesBefore(mapping: Readonly<Record<string, Json>>, end: string): Map<string, Json> {
  const entries = new Map<string, Json>();
  for (const key in mapping) {
    if (key === end) break;
    entries.set(key, mapping[key]!);
  }
  return entries;
}

/** Two keys may become the same: both stay. */
function freeName(taken: ReadonlyMap<string, Json>, name: string): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name} ${i}`;
  return free;
}

function below(nodes: readonly PathTree[], key: string): readonly PathTree[] {
  if (nodes.length === 0) return nodes;
  const matching: PathTree[] = [];
  for (const { children } of nodes) {
    const exact = children.get(key);
    if (exact) matching.push(exact);
    const any = key === '*' ? undefined : children.get('*');
    if (any) matching.push(any);
  }
  return matching;
}

function redactedFeatures(features: Features, { children }: PathTree, text: TextRedactor | undefined): Features {
  const isDropped = (name: string): boolean => children.get(name)?.isRedacted === true || children.get('*')?.isRedacted === true;
  const isAnyDropped = children.size > 0 && Object.keys(features).some(isDropped);
  const left = isAnyDropped ? Object.fromEntries(Object.entries(features).filter(([name]) => !isDropped(name))) : features;
  return redactedMapping(left, [], text) as Features;
}
