import { SIDES } from '../analysis/metric-queries.ts';
import { BadInputError } from '../errors.ts';
import type { Manifest, ManifestRequest } from './manifest.ts';
import { manifest, metadata } from './manifest.ts';
import { assertValues } from './side-values.ts';

/** Which pods are a side's: the value of their label `version`. */
const LABEL = 'version';

/**
 * Istio: a VirtualService that mirrors (shadow) or shares (canary) the requests, and the DestinationRule with the two sides as subsets,
 * by the pods' label `version`: the value of the config's variable of that name where it is given, else `control` and `candidate`.
 * @throws {BadInputError} a value that is no value of a label; see assertValues.
 */
export function istioManifests(request: ManifestRequest): readonly Manifest[] {
  const { config, name, percent, gateway, host = name } = request;
  for (const side of SIDES) assertValues(config, side, request[side]);
  const to = (subset: 'control' | 'candidate') => ({ host: name, subset });
  const route =
    config.mode === 'shadow'
      ? { route: [{ destination: to('control'), weight: 100 }], mirror: to('candidate'), mirrorPercentage: { value: percent } }
      : {
          route: [
            { destination: to('control'), weight: 100 - percent },
            { destination: to('candidate'), weight: percent },
          ],
        };
  return [
    manifest('networking.istio.io/v1beta1', 'VirtualService', {
      metadata: metadata(name, request),
      spec: { hosts: [host], ...(gateway !== undefined && { gateways: [gateway, 'mesh'] }), http: [{ name: 'primary', ...route }] },
    }),
    manifest('networking.istio.io/v1beta1', 'DestinationRule', {
      metadata: metadata(name, request),
      spec: {
        host: name,
        subsets: SIDES.map((side) => ({ name: side, labels: { [LABEL]: labelOf(request, side) } })),
      },
    }),
  ];
}

function labelOf(request: ManifestRequest, side: 'control' | 'candidate'): string {
  const given = Object.hasOwn(request[side], LABEL) ? request[side][LABEL]! : side;
  if (!/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(given))
    throw new BadInputError(`${side}.${LABEL}`, `${JSON.stringify(given.slice(0, 80))} is no value of a label`);
  return given;
}
