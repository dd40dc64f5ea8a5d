import { type HttpSourceSettings, httpSourceSettings } from './http-source-settings.ts';
import type { SecretPlaces } from './read-secret.ts';
import { SettingsError } from './settings-error.ts';
import type { InfluxdbDocument } from './source-documents.ts';

/** An InfluxDB: version 1 is asked in InfluxQL, version 2 in Flux. */
export type InfluxdbSettings = HttpSourceSettings & { readonly type: 'influxdb' } & (
    | { readonly version: 1; readonly database: string; readonly retentionPolicy?: string }
    | { readonly version: 2; readonly org: string }
  );

/** @throws {SettingsError} a field is missing that the version needs, or there that it does not know. */
export async function influxdbSettings(field: string, document: InfluxdbDocument, places: SecretPlaces): Promise<InfluxdbSettings> {
  const { version, database, retentionPolicy, org } = document;
  const unknown = version === 1 ? { org } : { database, retentionPolicy };
  const problems = Object.entries(unknown).flatMap(([name, value]) =>
    value === undefined ? [] : [`${field}.${name}: is not for version ${version}`],
  );
  if (version === 1 && database === undefined) problems.push(`${field}.database: is missing: version 1 asks one database`);
  if (version === 2 && org === undefined) problems.push(`${field}.org: is missing: version 2 asks one organization`);
  if (problems.length > 0) throw new SettingsError(problems);
  const http = await httpSourceSettings(field, document, places);
  if (version === 1)
    return { type: 'influxdb', version, ...http, database: database!, ...(retentionPolicy !== undefined && { retentionPolicy }) };
  if (http.auth && http.auth.kind !== 'token') throw new SettingsError([`${field}.auth: version 2 takes a token, not ${http.auth.kind}`]);
  return { type: 'influxdb', version, ...http, org: org! };
}
