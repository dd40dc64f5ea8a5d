import type { Json } from '../../model/json.ts';
import { canonicalText } from './canonical-text.ts';
import { numbersAgree } from './numbers-agree.ts';
import type { NumberTolerance, PathRule } from './path-rules.ts';

interface Elements {
  readonly control: readonly Json[];
  readonly other: readonly Json[];
}

/** Elements of two arrays taken as multisets: those that are the same in both, and those left over of either, in a canonical order. */
export interface Matched extends Elements {
  readonly same: readonly Json[];
}

export function matchElements({ control, other }: Elements, element: PathRule): Matched {
  if (areNumbers(control) && areNumbers(other)) return matchNumbers(control, other, element.tolerance);
  const [before, after] = [inOrder(control, element), inOrder(other, element)];
  const same: Json[] = [];
  const left: Json[] = [];
  const right: Json[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const a = before[i];
    const b = after[j];
    if (a && b && a.text === b.text) {
      same.push(a.value);
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && a.text < b.text)) {
      left.push(a!.value);
      i++;
    } else {
      right.push(b.value);
      j++;
    }
  }
  return { same, control: left, other: right };
}

/** Whether two arrays have the same elements, two or more, in another order, when it is known that they do not begin with the same one. */
export function isReordered({ control, other }: Elements, element: PathRule): boolean {
  if (control.length < 2 || control.length !== other.length) return false;
  const [before, after] = [inOrder(control, element), inOrder(other, element)];
  return before.every(({ text }, i) => text === after[i]!.text);
}

/** Matches as many as can be: of numbers in ascending order the lowest of each side have nobody else as near. */
function matchNumbers(control: readonly number[], other: readonly number[], tolerance: NumberTolerance): Matched {
  const [before, after] = [ascending(control), ascending(other)];
  const same: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const a = before[i];
    const b = after[j];
    if (a !== undefined && b !== undefined && numbersAgree(a, b, tolerance)) {
      same.push(a);
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && a < b)) {
      left.push(a!);
      i++;
    } else {
      right.push(b);
      j++;
    }
  }
  return { same, control: left, other: right };
}

function inOrder(elements: readonly Json[], rule: PathRule): { readonly text: string; readonly value: Json }[] {
  return elements
    .map((value) => ({ text: canonicalText(value, rule), value }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}

function ascending(values: readonly number[]): number[] {
  return Array.from(Float64Array.from(values).sort());
}

function areNumbers(values: readonly Json[]): values is readonly number[] {
  return values.every((value) => typeof value === 'number');
}
