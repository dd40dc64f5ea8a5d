import { BadInputError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import { variablesOfSide } from './used-variables.ts';
import { wholePattern } from './variable-pattern.ts';

const MAX_VALUE_LENGTH = 1024;

/**
 * The values of one side, with defaults filled in, in the order the config declares its variables.
 * A variable without default is needed only on a side whose queries use it.
 * @throws {BadInputError} naming `control.version`: a value is missing, unknown, longer than 1024, or does not match its pattern.
 */
export function checkScope(config: AnalysisConfig, side: 'control' | 'candidate', values: Scope): Scope {
  const declared = Object.keys(config.variables);
  for (const name of Object.keys(values))
    if (!declared.includes(name))
      throw new BadInputError(
        `${side}.${name}`,
        `unknown; ${declared.length === 0 ? `the config ${config.name} declares no variables` : `the config ${config.name} declares ${declared.join(', ')}`}`,
      );
  const used = variablesOfSide(config, side);
  const checked = Object.entries(config.variables).flatMap(([name, variable]): [string, string][] => {
    const value = Object.hasOwn(values, name) ? values[name] : variable.default;
    if (value === undefined) {
      if (used.has(name)) throw new BadInputError(`${side}.${name}`, `missing; the config ${config.name} needs it`);
      return [];
    }
    if (value.length > MAX_VALUE_LENGTH)
      throw new BadInputError(`${side}.${name}`, `${value.length} characters, at most ${MAX_VALUE_LENGTH} are allowed`);
    if (!wholePattern(variable.pattern).test(value))
      throw new BadInputError(`${side}.${name}`, `${JSON.stringify(value.slice(0, 80))} does not match ${variable.pattern}`);
    return [[name, value]];
  });
  return Object.fromEntries(checked);
}
