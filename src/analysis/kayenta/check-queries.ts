import type { CanaryScopes, KayentaCanaryConfig } from '../../kayenta/canary-config.ts';
import type { SourceOfType } from './contract.ts';
import { dryRunQuery } from './fetch-metric-set-list.ts';
import { checkCanaryRun } from './fetch-metric-set-pairs.ts';

/** Makes sure that every query of a run can be built, before the run is taken on. @throws {KayentaRefusal} one cannot. */
export function checkQueries(canaryConfig: KayentaCanaryConfig, scopes: CanaryScopes, sourceOf: SourceOfType): void {
  for (const { metric, pair } of checkCanaryRun(canaryConfig, scopes)) {
    const source = sourceOf(metric.query.type);
    for (const scope of [pair.controlScope, pair.experimentScope]) dryRunQuery({ canaryConfig, metric, scope, source });
  }
}
