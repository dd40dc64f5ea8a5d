import type { NoiseProfile } from '../../model/noise-profile.ts';
import { packJson, unpackJson } from '../packed-json.ts';
import type { Session } from './database.ts';

/** As Store.saveNoiseProfile, inside the caller's session. */
export async function saveNoiseProfile(session: Session, configName: string, profile: NoiseProfile): Promise<void> {
  await session.run(
    `INSERT INTO serinus.noise_profile (config_name, metric, query_hash, fitted_at_ms, body) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (config_name, metric, query_hash) DO UPDATE SET fitted_at_ms = excluded.fitted_at_ms, body = excluded.body`,
    [configName, profile.metric, profile.queryHash, profile.fittedAtMs, packJson(profile)],
  );
}

/** As Store.findNoiseProfiles, inside the caller's session. */
export async function findNoiseProfiles(session: Session, configName: string): Promise<NoiseProfile[]> {
  const rows = await session.rows<{ readonly body: Uint8Array }>(
    'SELECT body FROM serinus.noise_profile WHERE config_name = $1 ORDER BY fitted_at_ms DESC, metric, query_hash',
    [configName],
  );
  return rows.map(({ body }) => unpackJson<NoiseProfile>(body));
}
