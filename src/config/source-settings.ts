import { type BasicOrBearer, type HttpSourceSettings, httpSourceSettings } from './http-source-settings.ts';
import { type InfluxdbSettings, influxdbSettings } from './influxdb-settings.ts';
import { requestParams } from './prometheus-params.ts';
import type { SecretPlaces } from './read-secret.ts';
import { SettingsError } from './settings-error.ts';
import type { PrometheusDocument, SourceDocument } from './source-documents.ts';

/** A Prometheus server. */
export interface PrometheusSettings extends HttpSourceSettings {
  readonly type: 'prometheus';
  readonly auth?: BasicOrBearer;
  /** Sent with every query: each name with its values. */
  readonly params?: Readonly<Record<string, readonly string[]>>;
}

export type SourceSettings = PrometheusSettings | InfluxdbSettings;

/** The sources by name; `prometheusUrl` makes, or moves, the one named prometheus.  @throws {SettingsError} naming every source that is wrong. */
export async function sourceSettings(
  documents: Readonly<Record<string, SourceDocument>>,
  { prometheusUrl, ...places }: SecretPlaces & { readonly prometheusUrl: string | undefined },
): Promise<Readonly<Record<string, SourceSettings>>> {
  const all: Record<string, SourceDocument> = { ...documents };
  if (prometheusUrl !== undefined) all.prometheus = { ...prometheusDocument(all.prometheus), url: prometheusUrl };
  const read = await Promise.allSettled(
    Object.entries(all).map(async ([name, document]) => [name, await settingsOf(`sources.${name}`, document, places)] as const),
  );
  const failed = read.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const unexpected = failed.find((reason) => !(reason instanceof SettingsError));
  if (unexpected !== undefined) throw unexpected;
  if (failed.length > 0) throw new SettingsError(failed.flatMap((reason) => (reason as SettingsError).problems));
  return Object.fromEntries(read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
}

/** @throws {SettingsError} the name is taken by a source of another type. */
function prometheusDocument(document: SourceDocument | undefined): Omit<PrometheusDocument, 'url'> {
  if (document === undefined || document.type === 'prometheus') return document ?? { type: 'prometheus' };
  throw new SettingsError([`sources.prometheus: PROMETHEUS_URL moves the source of this name, which is of type ${document.type}`]);
}

function settingsOf(field: string, document: SourceDocument, places: SecretPlaces): Promise<SourceSettings> {
  return document.type === 'influxdb' ? influxdbSettings(field, document, places) : prometheusSettings(field, document, places);
}

async function prometheusSettings(field: string, document: PrometheusDocument, places: SecretPlaces): Promise<PrometheusSettings> {
  const { auth, ...http } = await httpSourceSettings(field, document, places);
  if (auth?.kind === 'token') throw new SettingsError([`${field}.auth: Prometheus knows no token; take bearer`]);
  return { type: 'prometheus', ...http, ...(auth && { auth }), ...(document.params && { params: requestParams(document.params) }) };
}
