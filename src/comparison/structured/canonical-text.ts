import type { Json } from '../../model/json.ts';
import { isArray, isObject } from './json-values.ts';
import type { PathRule } from './path-rules.ts';

/** A text that is the same for values that the rules hold to be the same, tolerances aside: without what is ignored, keys in order. */
export function canonicalText(value: Json, rule: PathRule): string {
  if (isArray(value)) {
    const { any } = rule;
    if (any.ignored) return '[]';
    const elements = value.map((element) => canonicalText(element, any));
    return `[${(rule.unordered ? elements.sort() : elements).join(',')}]`;
  }
  if (isObject(value)) {
    const fields: string[] = [];
    for (const key of Object.keys(value).sort()) {
      const field = rule.at(key);
      if (!field.ignored) fields.push(`${JSON.stringify(key)}:${canonicalText(value[key]!, field)}`);
    }
    return `{${fields.join(',')}}`;
  }
  // A number too large for JSON to hold is still no null; -0 is 0.
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
