import { CONTAINER_PORT, FOLDERS, labelsOf } from './kubernetes-parts.ts';
import type { Manifest, ManifestData, ManifestRequest } from './manifest.ts';
import { manifest, metadata, SECRET } from './manifest.ts';

/** The user `node` of the image. */
const USER = 1000;

/** The Deployment: one replica, no rights, nothing to write to but the store and /tmp. */
export function deployment(request: ManifestRequest): Manifest {
  const { config, name, prometheusUrl } = request;
  const labels = labelsOf(request);
  return manifest('apps/v1', 'Deployment', {
    metadata: { ...metadata(name, request), labels },
    spec: {
      replicas: 1,
      // The store has one writer: the old process must have closed it.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        // Config and settings are read at the start: a changed one must start it anew.
        metadata: { labels, annotations: { 'serinus.dev/config': config.hash, 'serinus.dev/prometheus': prometheusUrl } },
        spec: {
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            fsGroup: USER,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container(request)],
          volumes: [
            { name: 'settings', configMap: { name, items: settingsFiles(config.name) } },
            { name: 'store', persistentVolumeClaim: { claimName: name } },
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    },
  });
}

function container({ image, auth }: ManifestRequest): ManifestData {
  const hash = { name: 'SERINUS_TOKEN_SHA256', valueFrom: { secretKeyRef: { name: SECRET, key: 'sha256' } } };
  const probe = (path: string) => ({ httpGet: { path, port: 'http' }, periodSeconds: 10, timeoutSeconds: 3 });
  return {
    name: 'serinus',
    image,
    ports: [{ name: 'http', containerPort: CONTAINER_PORT }],
    env: [
      { name: 'SERINUS_SETTINGS', value: `${FOLDERS.settings}/serinus.yaml` },
      { name: 'SERINUS_CONFIGS', value: `${FOLDERS.settings}/configs` },
      { name: 'SERINUS_STORE', value: `${FOLDERS.store}/serinus.db` },
      ...(auth ? [hash] : []),
    ],
    livenessProbe: probe('/healthz'),
    readinessProbe: probe('/readyz'),
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      { name: 'settings', mountPath: FOLDERS.settings, readOnly: true },
      { name: 'store', mountPath: FOLDERS.store },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

function settingsFiles(config: string): readonly ManifestData[] {
  return [
    { key: 'serinus.yaml', path: 'serinus.yaml' },
    { key: `${config}.yaml`, path: `configs/${config}.yaml` },
  ];
}
