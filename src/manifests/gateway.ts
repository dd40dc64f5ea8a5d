import type { Manifest, ManifestData, ManifestRequest } from './manifest.ts';
import { manifest, metadata } from './manifest.ts';
import { sideNames } from './manifest-name.ts';

/**
 * Gateway API: an HTTPRoute that mirrors (shadow) or shares (canary) the requests between the Services NAME-control and NAME-candidate.
 * To mirror only a part of them needs version 1.3 of the API.
 */
export function gatewayManifests(request: ManifestRequest): readonly Manifest[] {
  const { config, name, percent, port, host, gateway = 'gateway' } = request;
  const names = sideNames(name);
  const control = { name: names.control, port };
  const candidate = { name: names.candidate, port };
  const mirror = { backendRef: candidate, ...(percent < 100 && { percent }) };
  const rule =
    config.mode === 'shadow'
      ? { filters: [{ type: 'RequestMirror', requestMirror: mirror }], backendRefs: [control] }
      : {
          backendRefs: [
            { ...control, weight: 100 - percent },
            { ...candidate, weight: percent },
          ],
        };
  return [
    manifest('gateway.networking.k8s.io/v1', 'HTTPRoute', {
      metadata: metadata(name, request),
      spec: { parentRefs: [parent(gateway)], ...(host !== undefined && { hostnames: [host] }), rules: [rule] },
    }),
  ];
}

function parent(gateway: string): ManifestData {
  const slash = gateway.indexOf('/');
  return slash < 0 ? { name: gateway } : { namespace: gateway.slice(0, slash), name: gateway.slice(slash + 1) };
}
