import { profileRefusal } from '../../judging/noise-profile-use.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { NoiseChoice, NoiseProfile } from '../../model/noise-profile.ts';
import { queryHash } from './query-hash.ts';

const DAY_MS = 24 * 3_600_000;
const STALE_AFTER_MS = 7 * DAY_MS;

/**
 * Which of a config's profiles an analysis that starts at `startMs` judges with, for each metric that has any: the newest of the same
 * queries. One that cannot be used is left out with the reason, one older than a week is used with a warning. The contrast is not known
 * yet: whether the profile fits it is for the judge to say, from the first look on.
 *
 * @param profiles newest first.
 */
export function chooseProfiles(config: AnalysisConfig, profiles: readonly NoiseProfile[], startMs: number): readonly NoiseChoice[] {
  return config.metrics.flatMap((metric): NoiseChoice[] => {
    const own = profiles.filter((profile) => profile.metric === metric.name);
    const hash = queryHash(config, metric);
    const profile = own.find((one) => one.queryHash === hash) ?? own[0];
    if (profile === undefined) return [];
    const use = { contrast: profile.contrast, stepMs: config.stepMs, metric: metric.name, queryHash: hash, startMs };
    const refusal = profile.fittedAtMs > startMs ? 'it was learnt from times after the start' : profileRefusal(profile, use);
    if (refusal !== undefined) return [{ metric: metric.name, note: `the noise profile was not used: ${refusal}` }];
    const ageMs = startMs - profile.fittedAtMs;
    const note = ageMs > STALE_AFTER_MS ? `the noise profile is ${Math.floor(ageMs / DAY_MS)} days old: calibrate again` : undefined;
    return [{ metric: metric.name, profile, ...(note !== undefined && { note }) }];
  });
}
