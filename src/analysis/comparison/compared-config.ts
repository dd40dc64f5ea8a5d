import { BadInputError } from '../../errors.ts';
import type { ComparisonConfig } from '../../model/comparison-config.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import { configNamed } from '../config-named.ts';

export type ComparedConfig = AnalysisConfig & { readonly comparison: ComparisonConfig };

/** @throws {NotFoundError} no config of that name is loaded; {BadInputError} it compares no answers. */
export function comparedConfig(configs: ReadonlyMap<string, AnalysisConfig>, name: string): ComparedConfig {
  const config = configNamed(configs, name);
  if (!comparesAnswers(config)) throw new BadInputError('config', `${name} compares no answers: it has no section spec.comparison`);
  return config;
}

export function comparesAnswers(config: AnalysisConfig): config is ComparedConfig {
  return config.comparison !== undefined;
}
