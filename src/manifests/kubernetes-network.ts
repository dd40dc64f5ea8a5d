import { CONTAINER_PORT, labelsOf } from './kubernetes-parts.ts';
import type { Manifest, ManifestRequest } from './manifest.ts';
import { manifest, metadata, SECRET } from './manifest.ts';

const DNS = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];

export function service(request: ManifestRequest): Manifest {
  const labels = labelsOf(request);
  return manifest('v1', 'Service', {
    metadata: { ...metadata(request.name, request), labels },
    spec: { selector: labels, ports: [{ name: 'http', port: CONTAINER_PORT, targetPort: 'http' }] },
  });
}

/** Pods of the cluster may ask; Serinus may ask for names, and the port of its Prometheus. */
export function networkPolicy(request: ManifestRequest): Manifest {
  const labels = labelsOf(request);
  return manifest('networking.k8s.io/v1', 'NetworkPolicy', {
    metadata: { ...metadata(request.name, request), labels },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: CONTAINER_PORT }] }],
      egress: [{ ports: DNS }, { ports: [{ protocol: 'TCP', port: portOf(request.prometheusUrl) }] }],
    },
  });
}

/** For the operator of Prometheus: scrapes /metrics, with the token when one is needed. */
export function serviceMonitor(request: ManifestRequest): Manifest {
  const labels = labelsOf(request);
  const authorization = { type: 'Bearer', credentials: { name: SECRET, key: 'token' } };
  return manifest('monitoring.coreos.com/v1', 'ServiceMonitor', {
    metadata: { ...metadata(request.name, request), labels },
    spec: {
      selector: { matchLabels: labels },
      endpoints: [{ port: 'http', path: '/metrics', interval: '30s', ...(request.auth && { authorization }) }],
    },
  });
}

function portOf(address: string): number {
  const { port, protocol } = new URL(address);
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
