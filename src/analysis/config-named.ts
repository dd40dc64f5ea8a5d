import { NotFoundError } from '../errors.ts';
import type { AnalysisConfig } from '../model/config.ts';

/** @throws {NotFoundError} no config of that name is loaded. */
export function configNamed(configs: ReadonlyMap<string, AnalysisConfig>, name: string): AnalysisConfig {
  const config = configs.get(name);
  if (config === undefined) throw new NotFoundError('config', name);
  return config;
}
