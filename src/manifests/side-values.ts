import type { Side } from '../analysis/metric-queries.ts';
import { variablesOfSide } from '../analysis/queries/used-variables.ts';
import { wholePattern } from '../analysis/queries/variable-pattern.ts';
import { BadInputError } from '../errors.ts';
import type { Scope } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';

interface SideRequest {
  readonly side: Side;
  /** What is given of the side's values. */
  readonly given: Scope;
  /** What the system calls this side: the value of the one variable that is needed and not given. */
  readonly own: string;
  /** Whether the system itself fills in this value later, so that it cannot be checked now. */
  readonly isFilledLater?: (value: string) => boolean;
}

/**
 * The values a side's analysis is started with, without those that the config's defaults say.
 * @throws {BadInputError} naming `control.version`: unknown, not matching its pattern, or one of several that are needed and not given.
 */
export function sideValues(config: AnalysisConfig, { side, given, own, isFilledLater = () => false }: SideRequest): Scope {
  const declared = Object.keys(config.variables);
  const used = variablesOfSide(config, side);
  const open = declared.filter((name) => used.has(name) && config.variables[name]!.default === undefined && !Object.hasOwn(given, name));
  if (open.length > 1)
    throw new BadInputError(`${side}.${open[0]}`, `missing; the config ${config.name} needs ${open.join(', ')} of the ${side}`);
  const values = { ...given, ...(open[0] !== undefined && { [open[0]]: own }) };
  assertValues(config, side, values, isFilledLater);
  return values;
}

/**
 * Makes sure that the config declares these variables, and that the values match their patterns.
 * @throws {BadInputError} naming `control.version`.
 */
export function assertValues(
  config: AnalysisConfig,
  side: Side,
  values: Scope,
  isFilledLater: (value: string) => boolean = () => false,
): void {
  for (const [name, value] of Object.entries(values)) {
    const variable = Object.hasOwn(config.variables, name) ? config.variables[name] : undefined;
    if (variable === undefined)
      throw new BadInputError(
        `${side}.${name}`,
        `unknown; the config ${config.name} declares ${Object.keys(config.variables).join(', ') || 'no variables'}`,
      );
    if (!isFilledLater(value) && !wholePattern(variable.pattern).test(value))
      throw new BadInputError(`${side}.${name}`, `${JSON.stringify(value.slice(0, 80))} does not match ${variable.pattern}`);
  }
}
