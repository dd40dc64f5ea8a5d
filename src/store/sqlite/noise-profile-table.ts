import type { DatabaseSync } from 'node:sqlite';
import type { NoiseProfile } from '../../model/noise-profile.ts';
import { packJson, unpackJson } from '../packed-json.ts';

/** The noise profiles of configs. The methods mean what those of Store mean, inside the caller's transaction. */
export interface NoiseProfileTable {
  save(configName: string, profile: NoiseProfile): void;
  find(configName: string): NoiseProfile[];
}

export function noiseProfileTable(db: DatabaseSync): NoiseProfileTable {
  const save = db.prepare(
    'INSERT OR REPLACE INTO noise_profile (config_name, metric, query_hash, fitted_at_ms, body) VALUES (?, ?, ?, ?, ?)',
  );
  const find = db.prepare('SELECT body FROM noise_profile WHERE config_name = ? ORDER BY fitted_at_ms DESC, metric, query_hash');
  return {
    save(configName, profile) {
      save.run(configName, profile.metric, profile.queryHash, profile.fittedAtMs, packJson(profile));
    },
    find: (configName) =>
      (find.all(configName) as unknown as readonly { readonly body: Uint8Array }[]).map(({ body }) => unpackJson<NoiseProfile>(body)),
  };
}
