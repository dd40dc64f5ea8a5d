import type { Json } from '../../model/json.ts';
import { isArray, isObject } from './json-values.ts';
import type { PathRule } from './path-rules.ts';

/** How many texts, numbers, booleans, nulls, empty arrays and empty objects there are in the value, those ignored left out. */
export function countLeaves(value: Json, rule: PathRule): number {
  if (rule.ignored) return 0;
  if (isArray(value)) {
    if (value.length === 0) return 1;
    return value.reduce((sum: number, element) => sum + countLeaves(element, rule.any), 0);
  }
  if (!isObject(value)) return 1;
  const keys = Object.keys(value);
  if (keys.length === 0) return 1;
  return keys.reduce((sum, key) => sum + countLeaves(value[key]!, rule.at(key)), 0);
}
