import type { ComparisonConfig } from '../model/comparison-config.ts';
import type { Json } from '../model/json.ts';
import type { AnswerPair, Features } from './answer-pair.ts';
import { redactedJson, redactedMapping } from './redacted-json.ts';
import { type PathTree, pathTree } from './redaction-paths.ts';
import { type TextRedactor, textRedactor } from './redaction-patterns.ts';

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

/**
 * @param paths JSON Pointers into every answer and into the features; `*` stands for any key or index.
 * @param patterns of regular expressions, whose matches are replaced in every text and key of the answers and every label. An id, a
 * version and a number are left as they are. An unbounded repeat (`\w+@`) takes time quadratic in the length of a text.
 * @throws {BadInputError} a path or pattern is none.
 */
export function redactor({ paths, patterns }: ComparisonConfig['redact']): Redactor {
  const tree = pathTree(paths, 'redact.paths');
  const text = patterns.length > 0 ? textRedactor(patterns, 'redact.patterns') : undefined;
  if (paths.length === 0 && text === undefined) return { pair: same, answer: same, features: same };
  const ofAnswers = { trees: paths.length > 0 ? [tree] : [], text };
  const answer = (given: Json): Json => redactedJson(given, ofAnswers);
  const features = (given: Features): Features => redactedFeatures(given, tree, text);
  return { answer, features, pair: (given) => redactedPair(given, { answer, features }) };
}

function same<T>(given: T): T {
  return given;
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

function redactedFeatures(features: Features, { children }: PathTree, text: TextRedactor | undefined): Features {
  const isDropped = (name: string): boolean => children.get(name)?.isRedacted === true || children.get('*')?.isRedacted === true;
  const isAnyDropped = children.size > 0 && Object.keys(features).some(isDropped);
  const left = isAnyDropped ? Object.fromEntries(Object.entries(features).filter(([name]) => !isDropped(name))) : features;
  return redactedMapping(left, { trees: [], text }) as Features;
}
