import { stringify } from 'yaml';

import { assertPromql } from './assert-promql.ts';
import { deployment } from './kubernetes-deployment.ts';
import { networkPolicy, service, serviceMonitor } from './kubernetes-network.ts';
import { CONTAINER_PORT, labelsOf } from './kubernetes-parts.ts';
import type { Manifest, ManifestRequest } from './manifest.ts';
import { manifest, metadata, SECRET } from './manifest.ts';

/**
 * Serinus itself in Kubernetes, with this one config: settings, store, one replica, who may reach it and how it is scraped. One process
 * writes the store, so an update ends the old one first.
 * @throws {BadInputError} see assertPromql.
 */
export function kubernetesManifests(request: ManifestRequest): readonly Manifest[] {
  assertPromql(request.config);
  return [
    settingsMap(request),
    storeClaim(request),
    deployment(request),
    service(request),
    networkPolicy(request),
    serviceMonitor(request),
  ];
}

function settingsMap(request: ManifestRequest): Manifest {
  const { config, auth, prometheusUrl } = request;
  const settings = {
    sources: { [config.source]: { type: 'prometheus', url: prometheusUrl } },
    http: { host: '0.0.0.0', port: CONTAINER_PORT, ...(!auth && { allowUnauthenticated: true }) },
    ...(auth && { auth: { tokens: [{ name: SECRET, roles: ['run'], sha256: { env: 'SERINUS_TOKEN_SHA256' } }] } }),
  };
  return manifest('v1', 'ConfigMap', {
    metadata: { ...metadata(request.name, request), labels: labelsOf(request) },
    data: { 'serinus.yaml': stringify(settings), [`${config.name}.yaml`]: stringify(config.document, { lineWidth: 0 }) },
  });
}

function storeClaim(request: ManifestRequest): Manifest {
  return manifest('v1', 'PersistentVolumeClaim', {
    metadata: { ...metadata(request.name, request), labels: labelsOf(request) },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
}
