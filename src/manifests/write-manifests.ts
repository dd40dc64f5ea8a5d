import { stringify } from 'yaml';

import { argoManifests } from './argo.ts';
import { envoyManifests } from './envoy.ts';
import { flaggerManifests } from './flagger.ts';
import { gatewayManifests } from './gateway.ts';
import { grafanaManifests } from './grafana.ts';
import { istioManifests } from './istio.ts';
import { kubernetesManifests } from './kubernetes.ts';
import type { Manifest, ManifestRequest, Target } from './manifest.ts';
import { assertName } from './manifest-name.ts';

const WRITERS = {
  argo: argoManifests,
  flagger: flaggerManifests,
  istio: istioManifests,
  envoy: envoyManifests,
  gateway: gatewayManifests,
  grafana: grafanaManifests,
  kubernetes: kubernetesManifests,
} as const satisfies Record<Target, (request: ManifestRequest) => readonly Manifest[]>;

/** The manifests of a config for a system, in the order in which they are applied. @throws {BadInputError} a name or value that does not fit. */
export function writeManifests(target: Target, request: ManifestRequest): readonly Manifest[] {
  assertName(request.name);
  return WRITERS[target](request);
}

/**
 * The text of one manifest: JSON for a file that is called so, else YAML. What YAML 1.1 takes for something else than text (`yes`, `1_000`)
 * stands in quotes, since Kubernetes reads that version.
 */
export function manifestText({ file, data }: Manifest): string {
  if (file.endsWith('.json')) return `${JSON.stringify(data, null, 2)}\n`;
  return stringify(data, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
}
