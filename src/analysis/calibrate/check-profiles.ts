import { BadInputError } from '../../errors.ts';
import { profileRefusal } from '../../judging/noise-profile-use.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { NoiseProfile } from '../../model/noise-profile.ts';
import { queryHash } from './query-hash.ts';

/** Makes sure that every profile is of the config as it is now. @throws {BadInputError} naming `profiles.0` and what does not fit. */
export function checkProfiles(config: AnalysisConfig, profiles: readonly NoiseProfile[]): void {
  for (const [index, profile] of profiles.entries()) {
    const field = `profiles.${index}`;
    const metric = config.metrics.find(({ name }) => name === profile.metric);
    if (metric === undefined) throw new BadInputError(field, `the config ${config.name} has no metric ${JSON.stringify(profile.metric)}`);
    const use = { contrast: profile.contrast, stepMs: config.stepMs, metric: metric.name, queryHash: queryHash(config, metric) };
    const refusal = profileRefusal(profile, use);
    if (refusal !== undefined) throw new BadInputError(field, `the noise profile of ${metric.name} cannot be used: ${refusal}`);
  }
}
