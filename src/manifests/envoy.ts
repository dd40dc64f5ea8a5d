import { SIDES } from '../analysis/metric-queries.ts';
import type { Manifest, ManifestData, ManifestRequest } from './manifest.ts';
import { sideNames } from './manifest-name.ts';
import { assertValues } from './side-values.ts';

/**
 * Envoy: a route configuration, as its file-based discovery reads it, that mirrors (shadow) or shares (canary) the requests. The clusters
 * are the values of the config's variable `cluster` where they are given, else NAME-control and NAME-candidate. Whether a request is
 * mirrored or shared can be changed while Envoy runs, by the runtime key.
 * @throws {BadInputError} see assertValues.
 */
export function envoyManifests(request: ManifestRequest): readonly Manifest[] {
  const { config, name, host = '*' } = request;
  for (const side of SIDES) assertValues(config, side, request[side]);
  const routes = { name, domains: [host], routes: [{ match: { prefix: '/' }, route: action(request) }] };
  const resource = { '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration', name, virtual_hosts: [routes] };
  return [{ file: `envoy-${name}.yaml`, data: { resources: [resource] } }];
}

function action({ config, name, percent, control, candidate }: ManifestRequest): ManifestData {
  const own = sideNames(name);
  const clusters = { control: control.cluster ?? own.control, candidate: candidate.cluster ?? own.candidate };
  if (config.mode === 'shadow') {
    const fraction = { default_value: { numerator: percent, denominator: 'HUNDRED' }, runtime_key: `serinus.${name}.mirror` };
    return { cluster: clusters.control, request_mirror_policies: [{ cluster: clusters.candidate, runtime_fraction: fraction }] };
  }
  return {
    weighted_clusters: {
      runtime_key_prefix: `serinus.${name}`,
      clusters: [
        { name: clusters.control, weight: 100 - percent },
        { name: clusters.candidate, weight: percent },
      ],
    },
  };
}
