import { queryDialect } from '../../src/analysis/config/query-dialect.ts';
import { loadConfigs } from '../../src/config/load-configs.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import type { Manifest, ManifestRequest, Target } from '../../src/manifests/manifest.ts';
import { writeManifests } from '../../src/manifests/write-manifests.ts';
import type { AnalysisConfig } from '../../src/model/config.ts';

/** Every config that comes with Serinus. */
export const configs = await loadConfigs('configs', await loadJudges());

export function configNamed(name: string, changes: Partial<AnalysisConfig> = {}): AnalysisConfig {
  return { ...configs.get(name)!, ...changes };
}

/** A request as the command line makes it when nothing but the config is given. */
export function requestFor(config: AnalysisConfig, changes: Partial<ManifestRequest> = {}): ManifestRequest {
  return {
    config,
    name: config.name,
    url: 'http://serinus.serinus.svc:8080',
    auth: false,
    ...sidesFor(config),
    percent: config.mode === 'shadow' ? 100 : 10,
    port: 80,
    image: 'serinus:1.2.3',
    prometheusUrl: 'http://prometheus-operated.monitoring.svc:9090',
    ...changes,
  };
}

/** All but one of the values that have no default: where there are several, nobody but the caller knows them. */
function sidesFor({ variables }: AnalysisConfig): Pick<ManifestRequest, 'control' | 'candidate'> {
  const [, ...others] = Object.keys(variables).filter((name) => variables[name]!.default === undefined);
  const given = Object.fromEntries(others.map((name) => [name, 'x']));
  return { control: given, candidate: given };
}

/** Whether a config is of a Prometheus: dashboards and settings are written for no other source. */
export function isPromql({ document }: AnalysisConfig): boolean {
  return queryDialect(document.spec, () => undefined).dialect === 'promql';
}

/** Everything optional said. */
export const FULL: Partial<ManifestRequest> = { namespace: 'shop', auth: true, host: 'shop.example', gateway: 'edge', percent: 25 };

/** What is written for a config, by kind, loosely typed: the tests say what they expect in it. */
// biome-ignore lint/suspicious/noExplicitAny: the written data has no type of its own
export type Written = any;

export function written(target: Target, config: AnalysisConfig, changes: Partial<ManifestRequest> = {}): readonly Written[] {
  return writeManifests(target, requestFor(config, changes)).map(({ data }: Manifest) => data);
}

export function ofKind(kind: string, documents: readonly Written[]): Written {
  const found = documents.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} was written`);
  return found;
}
