import { goDuration } from './go-duration.ts';
import type { Manifest, ManifestData, ManifestRequest } from './manifest.ts';
import { manifest, metadata } from './manifest.ts';
import { sideNames } from './manifest-name.ts';

/**
 * A Rollout of the Deployment of the same name, which both templates judge. In canary mode the candidate gets its share and the rollout
 * waits for the verdict; in shadow mode Istio mirrors that share to it, by a VirtualService that is written too: Argo mirrors by no other.
 */
export function rolloutOf(request: ManifestRequest): readonly Manifest[] {
  const { config, name } = request;
  const args = [
    { name: 'control', valueFrom: { podTemplateHashValue: 'Stable' } },
    { name: 'candidate', valueFrom: { podTemplateHashValue: 'Latest' } },
    // Grows with each change of the pod template, so that every release is judged anew.
    { name: 'key', valueFrom: { fieldRef: { fieldPath: "metadata.annotations['rollout.argoproj.io/revision']" } } },
  ];
  // Nothing is promoted before duration.min, so nobody need ask: the background template watches.
  const pause = config.minDurationMs > 0 ? [{ pause: { duration: goDuration(Math.ceil(config.minDurationMs / 1000) * 1000) } }] : [];
  const wait = [...pause, { analysis: { templates: [{ templateName: `${name}-wait` }], args } }];
  const { traffic, steps, startingStep } = config.mode === 'shadow' ? mirrored(request, wait) : shared(request, wait);
  const rollout = manifest('argoproj.io/v1alpha1', 'Rollout', {
    metadata: metadata(name, request),
    spec: {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      strategy: { canary: { ...traffic, analysis: { startingStep, templates: [{ templateName: `${name}-background` }], args }, steps } },
    },
  });
  return config.mode === 'shadow' ? [rollout, mirrorService(request)] : [rollout];
}

interface Strategy {
  readonly traffic: ManifestData;
  readonly steps: readonly ManifestData[];
  /** The first step beside which there is anything to judge. */
  readonly startingStep: number;
}

function shared({ percent }: ManifestRequest, wait: readonly ManifestData[]): Strategy {
  return { traffic: {}, steps: [{ setWeight: percent }, ...wait], startingStep: 1 };
}

function mirrored({ name, percent }: ManifestRequest, wait: readonly ManifestData[]): Strategy {
  const { control, candidate } = sideNames(name);
  const route = `${name}-mirror`;
  const match = [{ path: { prefix: '/' } }];
  return {
    traffic: {
      stableService: control,
      canaryService: candidate,
      trafficRouting: { managedRoutes: [{ name: route }], istio: { virtualService: { name, routes: ['primary'] } } },
    },
    steps: [
      { setCanaryScale: { weight: percent } },
      { setMirrorRoute: { name: route, percentage: percent, match } },
      ...wait,
      // Without a match the route is taken away again.
      { setMirrorRoute: { name: route } },
    ],
    startingStep: 2,
  };
}

/** Argo puts its mirror route before this one, and moves the weights at the end. */
function mirrorService(request: ManifestRequest): Manifest {
  const { control, candidate } = sideNames(request.name);
  const route = [
    { destination: { host: control }, weight: 100 },
    { destination: { host: candidate }, weight: 0 },
  ];
  return manifest('networking.istio.io/v1beta1', 'VirtualService', {
    metadata: metadata(request.name, request),
    spec: { hosts: [request.name], http: [{ name: 'primary', route }] },
  });
}
