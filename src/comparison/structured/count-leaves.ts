import type { Json } from '../../model/json.ts';
import { checkDepth } from './depth.ts';
import { isArray, isObject } from './json-values.ts';
import type { PathRule } from './path-rules.ts';

/** How many texts, numbers, booleans, nulls, empty arrays and empty objects there are in the value, those ignored left out. */
export function countLeaves(value: Json, rule: PathRule, depth = 0): number {
  if (rule.ignored) return 0;
  checkDepth(depth);
  if (isArray(value)) {
    if (value.length === 0) return 1;
    return value.reduce((sum: number, element) => sum + countLeaves(element, rule.any, depth + 1), 0);
  }
  if (!isObject(value)) return 1;
  const keys = Object.keys(value);
  if (keys.length === 0) return 1;
  return keys.reduce((sum, key) => sum + countLeaves(value[key]!, rule.at(key), depth + 1), 0);
}
