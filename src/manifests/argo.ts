import { rolloutOf } from './argo-rollout.ts';
import type { Manifest, ManifestData, ManifestRequest } from './manifest.ts';
import { manifest, metadata, SECRET } from './manifest.ts';
import { sideValues } from './side-values.ts';

/** How often the two templates ask. */
const BACKGROUND_S = 60;
const WAIT_S = 30;
/** Measurements in a row that may fail: an outage of Serinus of five minutes, at Argo's own 10 s between them. */
const ERRORS = 30;

/**
 * Argo Rollouts: a template that watches beside all steps, one that is a step and waits, and a Rollout with both. Both templates ask for
 * one and the same analysis.
 * @throws {BadInputError} see sideValues.
 */
export function argoManifests(request: ManifestRequest): readonly Manifest[] {
  const { config, name } = request;
  const watch = { interval: `${BACKGROUND_S}s`, failureCondition: 'result.verdict == "rollback"', consecutiveErrorLimit: ERRORS };
  const wait = {
    interval: `${WAIT_S}s`,
    successCondition: 'result.verdict == "promote"',
    failureCondition: 'result.verdict == "rollback"',
    consecutiveSuccessLimit: 1,
    // The config's deadline ends the wait; this only ends one that the deadline leaves open, for a person to decide.
    inconclusiveLimit: Math.max(1000, Math.ceil((2 * config.maxDurationMs) / (WAIT_S * 1000))),
    consecutiveErrorLimit: ERRORS,
  };
  return [template(`${name}-background`, watch, request), template(`${name}-wait`, wait, request), ...rolloutOf(request)];
}

function template(name: string, metric: ManifestData, request: ManifestRequest): Manifest {
  const token = { name: 'token', valueFrom: { secretKeyRef: { name: SECRET, key: 'token' } } };
  return manifest('argoproj.io/v1alpha1', 'AnalysisTemplate', {
    metadata: metadata(name, request),
    spec: {
      args: [{ name: 'key' }, { name: 'control' }, { name: 'candidate' }, ...(request.auth ? [token] : [])],
      metrics: [{ name: 'verdict', ...metric, provider: { web: question(request) } }],
    },
  });
}

function question({ config, name, url, auth, control, candidate }: ManifestRequest): ManifestData {
  const isFilledLater = (value: string) => /\{\{args\.\w+\}\}/.test(value);
  return {
    method: 'POST',
    url: `${url}/analyses?form=short`,
    timeoutSeconds: 10,
    ...(auth && { headers: [{ key: 'Authorization', value: 'Bearer {{args.token}}' }] }),
    jsonBody: {
      config: config.name,
      key: `${name}-{{args.key}}`,
      control: sideValues(config, { side: 'control', given: control, own: '{{args.control}}', isFilledLater }),
      candidate: sideValues(config, { side: 'candidate', given: candidate, own: '{{args.candidate}}', isFilledLater }),
    },
    jsonPath: '{$}',
  };
}
