import type { Json } from '../../model/json.ts';
import { isArray, isObject } from './json-values.ts';
import { matchElements } from './match-elements.ts';
import { numbersAgree } from './numbers-agree.ts';
import type { PathRule } from './path-rules.ts';

/**
 * Whether two values have no difference. False also where elements of an unordered array, other than numbers, are the same within
 * a tolerance alone.
 */
export function agrees(control: Json, other: Json, rule: PathRule): boolean {
  if (rule.ignored || control === other) return true;
  if (typeof control === 'number' && typeof other === 'number') return numbersAgree(control, other, rule.tolerance);
  if (isArray(control) && isArray(other)) {
    const { any: element, unordered } = rule;
    if (element.ignored) return true;
    if (control.length !== other.length) return false;
    if (unordered) return matchElements({ control, other }, element).same.length === control.length;
    return control.every((value, i) => agrees(value, other[i]!, element));
  }
  if (!isObject(control) || !isObject(other)) return false;
  for (const key of Object.keys(control)) {
    const field = rule.at(key);
    if (!field.ignored && !(Object.hasOwn(other, key) && agrees(control[key]!, other[key]!, field))) return false;
  }
  return Object.keys(other).every((key) => Object.hasOwn(control, key) || rule.at(key).ignored);
}
