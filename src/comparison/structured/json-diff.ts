import type { Json } from '../../model/json.ts';
import type { Difference, DifferenceType } from '../comparator.ts';
import { agrees } from './agrees.ts';
import { countLeaves } from './count-leaves.ts';
import { isArray, isObject, type JsonObject, jsonType } from './json-values.ts';
import { isReordered, matchElements } from './match-elements.ts';
import { numbersAgree } from './numbers-agree.ts';
import type { PathRule } from './path-rules.ts';

/** What is found while two documents are walked through side by side. */
interface Walk {
  /** By field, type and category: what differs in many elements of an array is one difference. */
  readonly found: Map<string, Difference>;
  /** Where the walk is: `*` and escaped keys. */
  readonly place: string[];
  /** Differences beyond so many are not told. */
  readonly limit: number;
  leaves: number;
  agreeing: number;
}

export interface JsonDiff {
  /** No two have the same field, type and category; in the order of the control's fields, the first `limit` of them. */
  readonly differences: readonly Difference[];
  /** Of both documents, those that are there in either. */
  readonly leaves: number;
  /** Those of them that are the same in both. */
  readonly agreeing: number;
}

/** What differs between two JSON documents, by the rules. The documents are no deeper than the stack bears. */
export function jsonDiff({ control, other }: Sides<Json>, rule: PathRule, limit: number): JsonDiff {
  const walk: Walk = { found: new Map(), place: [], limit, leaves: 0, agreeing: 0 };
  compareValues(walk, { control, other }, rule);
  const { found, leaves, agreeing } = walk;
  return { differences: [...found.values()], leaves, agreeing };
}

interface Sides<T> {
  readonly control: T;
  readonly other: T;
}

function compareValues(walk: Walk, { control, other }: Sides<Json>, rule: PathRule): void {
  if (rule.ignored) return;
  if (isArray(control) && isArray(other)) compareArrays(walk, { control, other }, rule);
  else if (isObject(control) && isObject(other)) compareObjects(walk, { control, other }, rule);
  else compareLeaves(walk, { control, other }, rule);
}

/** Of values that are not both arrays and not both objects. */
function compareLeaves(walk: Walk, { control, other }: Sides<Json>, rule: PathRule): void {
  const before = jsonType(control);
  const after = jsonType(other);
  if (before !== after) {
    disagree(walk, Math.max(leavesOf(control, rule), leavesOf(other, rule)));
    tell(walk, 'type', `${before} -> ${after}`);
  } else if (
    control === other ||
    (typeof control === 'number' && typeof other === 'number' && numbersAgree(control, other, rule.tolerance))
  ) {
    agree(walk, 1);
  } else {
    disagree(walk, 1);
    tell(walk, 'value', categoryOf(control, other));
  }
}

function compareObjects(walk: Walk, { control, other }: Sides<JsonObject>, rule: PathRule): void {
  const keys = Object.keys(control);
  const others = Object.keys(other);
  if (keys.length + others.length === 0) agree(walk, 1);
  for (const key of keys) {
    const field = rule.at(key);
    if (field.ignored) continue;
    walk.place.push(rule.isMap ? '*' : escaped(key));
    if (Object.hasOwn(other, key)) compareValues(walk, { control: control[key]!, other: other[key]! }, field);
    else oneSided(walk, { type: 'missing', value: control[key]! }, field);
    walk.place.pop();
  }
  for (const key of others) {
    const field = rule.at(key);
    if (field.ignored || Object.hasOwn(control, key)) continue;
    walk.place.push(rule.isMap ? '*' : escaped(key));
    oneSided(walk, { type: 'extra', value: other[key]! }, field);
    walk.place.pop();
  }
}

function compareArrays(walk: Walk, sides: Sides<readonly Json[]>, rule: PathRule): void {
  const element = rule.any;
  if (element.ignored) return;
  if (sides.control.length + sides.other.length === 0) agree(walk, 1);
  const left = rule.unordered ? matchElements(sides, element) : withoutEqualEnds(sides, element);
  for (const value of left.same) agree(walk, countLeaves(value, element));
  if (!rule.unordered && isReordered(left, element)) compareOrder(walk, left, element);
  else compareElements(walk, left, element);
}

function compareElements(walk: Walk, { control, other }: Sides<readonly Json[]>, element: PathRule): void {
  walk.place.push('*');
  const shared = Math.min(control.length, other.length);
  for (let i = 0; i < shared; i++) compareValues(walk, { control: control[i]!, other: other[i]! }, element);
  for (const value of control.slice(shared)) oneSided(walk, { type: 'missing', value }, element);
  for (const value of other.slice(shared)) oneSided(walk, { type: 'extra', value }, element);
  walk.place.pop();
}

/** Elements that are in both, in another order: those that kept their place agree. */
function compareOrder(walk: Walk, { control, other }: Sides<readonly Json[]>, element: PathRule): void {
  control.forEach((value, i) => {
    const leaves = countLeaves(value, element);
    if (agrees(value, other[i]!, element)) agree(walk, leaves);
    else disagree(walk, leaves);
  });
  tell(walk, 'order');
}

/** What is left of two arrays when the elements that are the same at their beginnings and at their ends are taken off. */
function withoutEqualEnds(
  { control, other }: Sides<readonly Json[]>,
  element: PathRule,
): Sides<readonly Json[]> & { readonly same: readonly Json[] } {
  const shortest = Math.min(control.length, other.length);
  let head = 0;
  while (head < shortest && agrees(control[head]!, other[head]!, element)) head++;
  let tail = 0;
  while (tail < shortest - head && agrees(control.at(-1 - tail)!, other.at(-1 - tail)!, element)) tail++;
  return {
    same: [...control.slice(0, head), ...control.slice(control.length - tail)],
    control: control.slice(head, control.length - tail),
    other: other.slice(head, other.length - tail),
  };
}

function agree(walk: Walk, leaves: number): void {
  walk.leaves += leaves;
  walk.agreeing += leaves;
}

function disagree(walk: Walk, leaves: number): void {
  walk.leaves += leaves;
}

/** A value that one side alone has. */
function oneSided(walk: Walk, { type, value }: { readonly type: 'missing' | 'extra'; readonly value: Json }, rule: PathRule): void {
  disagree(walk, leavesOf(value, rule));
  tell(walk, type);
}

function tell(walk: Walk, type: DifferenceType, category?: string): void {
  if (walk.found.size >= walk.limit) return;
  const field = walk.place.length === 0 ? '' : `/${walk.place.join('/')}`;
  const key = `${type} ${category} ${field}`;
  if (!walk.found.has(key)) walk.found.set(key, { field, type, ...(category !== undefined && { category }) });
}

/** One where all of it is ignored: that it is missing is a difference still. */
function leavesOf(value: Json, rule: PathRule): number {
  return Math.max(1, countLeaves(value, rule));
}

/** Of two values of one type; never a text. */
function categoryOf(control: Json, other: Json): string | undefined {
  if (typeof control === 'number' && typeof other === 'number') return other > control ? 'higher' : 'lower';
  if (typeof control === 'boolean') return `${control} -> ${other}`;
  if (control === '') return 'empty -> text';
  return other === '' ? 'text -> empty' : undefined;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
