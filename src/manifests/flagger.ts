import type { Scope } from '../model/analysis.ts';
import { goDuration } from './go-duration.ts';
import type { Manifest, ManifestData, ManifestRequest } from './manifest.ts';
import { manifest, metadata, SECRET } from './manifest.ts';
import { sideValues } from './side-values.ts';

/** The share that the weight grows to while nothing is decided yet. */
const MAX_WEIGHT = 50;
/** Flagger's controller looks no more often. */
const MIN_INTERVAL_MS = 10_000;

/**
 * Flagger: a Canary whose hooks ask for the verdict, and a MetricTemplate for its score. In shadow mode Flagger mirrors the requests for
 * as many intervals as the config needs at least; in canary mode it lets the weight grow.
 * @throws {BadInputError} see sideValues.
 */
export function flaggerManifests(request: ManifestRequest): readonly Manifest[] {
  return [canary(request), scoreTemplate(request)];
}

function canary(request: ManifestRequest): Manifest {
  const { config, name, port } = request;
  const intervalMs = Math.max(MIN_INTERVAL_MS, config.cadence.kind === 'interval' ? config.cadence.intervalMs : config.stepMs);
  return manifest('flagger.app/v1beta1', 'Canary', {
    metadata: metadata(name, request),
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      service: { port },
      analysis: {
        interval: goDuration(intervalMs),
        threshold: 5,
        ...traffic(request, intervalMs),
        webhooks: webhooks(request),
      },
    },
  });
}

function traffic({ config, percent }: ManifestRequest, intervalMs: number): ManifestData {
  if (config.mode === 'shadow')
    return { iterations: Math.max(1, Math.ceil(config.minDurationMs / intervalMs)), mirror: true, mirrorWeight: percent };
  return { maxWeight: Math.max(MAX_WEIGHT, percent), stepWeight: percent };
}

function webhooks({ config, name, url, auth, control, candidate }: ManifestRequest): readonly ManifestData[] {
  const hooks = [
    { name: 'serinus-ready', type: 'confirm-rollout' },
    { name: 'serinus-begin', type: 'pre-rollout' },
    { name: 'serinus-rollback', type: 'rollback' },
    ...(config.mode === 'canary' ? [{ name: 'serinus-traffic', type: 'confirm-traffic-increase' }] : []),
    { name: 'serinus-promotion', type: 'confirm-promotion' },
    { name: 'serinus-end', type: 'post-rollout' },
  ];
  const sides = {
    control: sideValues(config, { side: 'control', given: control, own: `${name}-primary` }),
    candidate: sideValues(config, { side: 'candidate', given: candidate, own: name }),
  };
  const details = {
    config: config.name,
    ...prefixed('control.', sides.control),
    ...prefixed('candidate.', sides.candidate),
    // Flagger sends no header; the variable is put in by what applies the manifest.
    ...(auth && { token: '${SERINUS_TOKEN}' }),
  };
  return hooks.map((hook) => ({ ...hook, url: `${url}/flagger/${hook.type}`, metadata: details }));
}

function scoreTemplate(request: ManifestRequest): Manifest {
  const { config, name, url, auth, control, candidate } = request;
  const own = '{{ target }}';
  const isFilledLater = (value: string) => value.includes(own);
  const labels = {
    config: config.name,
    ...prefixed('control_', sideValues(config, { side: 'control', given: control, own: `${own}-primary`, isFilledLater })),
    ...prefixed('candidate_', sideValues(config, { side: 'candidate', given: candidate, own, isFilledLater })),
  };
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value.replace(/["\\]/g, '\\$&')}"`);
  return manifest('flagger.app/v1beta1', 'MetricTemplate', {
    metadata: metadata(`${name}-score`, request),
    spec: {
      provider: { type: 'prometheus', address: url, ...(auth && { secretRef: { name: SECRET } }) },
      query: `serinus_score{${matchers.join(',')}}`,
    },
  });
}

function prefixed(prefix: string, values: Scope): Scope {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}
