import { BadInputError } from '../errors.ts';
import type { Scope } from '../model/analysis.ts';

/**
 * A scope from the repeated `name=value` parameters of a query string; the value may itself hold `=`.
 * @throws {BadInputError} naming `field`: no name, or a name given twice.
 */
export function readScope(field: 'control' | 'candidate', pairs: readonly string[]): Scope {
  const scope = new Map<string, string>();
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const name = pair.slice(0, Math.max(cut, 0));
    // The rule of the JSON bodies, whose parser refuses __proto__ as well.
    if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/.test(name) || name === '__proto__')
      throw new BadInputError(field, `${JSON.stringify(pair.slice(0, 100))} is not name=value`);
    if (scope.has(name)) throw new BadInputError(`${field}.${name}`, 'is given twice');
    scope.set(name, pair.slice(cut + 1));
  }
  return Object.fromEntries(scope);
}
