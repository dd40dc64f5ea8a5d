import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { writeManifests } from '../../src/manifests/write-manifests.ts';
import { configNamed, ofKind, requestFor, written } from './requests.ts';

const shadow = configNamed('demo', { mode: 'shadow' });
const canary = configNamed('demo');
const select = 'SELECT mean("seconds") FROM "latency" WHERE ${scope} AND time >= ${start} AND time < ${stop} GROUP BY time(${step})';
const gauge = { name: 'latency', kind: 'gauge', direction: 'increase', query: select } as const;
const influx = configNamed('demo', { document: { ...canary.document, spec: { ...canary.document.spec, metrics: [gauge] } } });

describe('Istio', () => {
  it('mirrors the share to the candidate, which serves none', () => {
    const { spec } = ofKind('VirtualService', written('istio', shadow, { percent: 40 }));
    assert.deepEqual(spec.http[0], {
      name: 'primary',
      route: [{ destination: { host: 'demo', subset: 'control' }, weight: 100 }],
      mirror: { host: 'demo', subset: 'candidate' },
      mirrorPercentage: { value: 40 },
    });
  });

  it('shares the requests', () => {
    const { spec } = ofKind('VirtualService', written('istio', canary, { percent: 3, host: 'shop.example', gateway: 'edge' }));
    assert.deepEqual([spec.hosts, spec.gateways], [['shop.example'], ['edge', 'mesh']]);
    assert.deepEqual(
      spec.http[0].route.map(({ weight }: { weight: number }) => weight),
      [97, 3],
    );
  });

  it('selects the sides by their version, where the config has one', () => {
    const subsets = (documents: ReturnType<typeof written>) =>
      ofKind('DestinationRule', documents).spec.subsets.map(({ name, labels }: never) => [name, labels]);
    assert.deepEqual(subsets(written('istio', canary)), [
      ['control', { version: 'control' }],
      ['candidate', { version: 'candidate' }],
    ]);
    assert.deepEqual(subsets(written('istio', canary, { control: { version: 'v1' }, candidate: { version: 'v2' } })), [
      ['control', { version: 'v1' }],
      ['candidate', { version: 'v2' }],
    ]);
  });
});

describe('Envoy', () => {
  const route = (documents: ReturnType<typeof written>) => documents[0].resources[0].virtual_hosts[0].routes[0].route;

  it('mirrors the share to the candidate', () => {
    const [policy] = route(written('envoy', shadow, { percent: 40 })).request_mirror_policies;
    assert.equal(policy.cluster, 'demo-candidate');
    assert.deepEqual(policy.runtime_fraction.default_value, { numerator: 40, denominator: 'HUNDRED' });
  });

  it('shares the requests between the clusters that are compared', () => {
    const sides = { control: { cluster: 'outbound|80|v1|shop' }, candidate: { cluster: 'outbound|80|v2|shop' } };
    assert.deepEqual(route(written('envoy', configNamed('envoy'), { ...sides, percent: 20 })).weighted_clusters.clusters, [
      { name: 'outbound|80|v1|shop', weight: 80 },
      { name: 'outbound|80|v2|shop', weight: 20 },
    ]);
  });
});

describe('Gateway API', () => {
  const rule = (documents: ReturnType<typeof written>) => documents[0].spec.rules[0];

  it('mirrors everything, or the share', () => {
    const backendRef = { name: 'demo-candidate', port: 80 };
    assert.deepEqual(rule(written('gateway', shadow)), {
      filters: [{ type: 'RequestMirror', requestMirror: { backendRef } }],
      backendRefs: [{ name: 'demo-control', port: 80 }],
    });
    // `percent` is of https://gateway-api.sigs.k8s.io/geps/gep-3171/, a whole number.
    assert.deepEqual(rule(written('gateway', shadow, { percent: 40 })).filters[0].requestMirror, { backendRef, percent: 40 });
  });

  it('belongs to a gateway of another namespace', () => {
    assert.deepEqual(written('gateway', canary, { gateway: 'infra/edge' })[0].spec.parentRefs, [{ namespace: 'infra', name: 'edge' }]);
  });

  it('shares the requests', () => {
    const [route] = written('gateway', canary, { port: 8080, host: 'shop.example', gateway: 'edge' });
    assert.deepEqual([route.spec.parentRefs, route.spec.hostnames], [[{ name: 'edge' }], ['shop.example']]);
    assert.deepEqual(route.spec.rules[0].backendRefs, [
      { name: 'demo-control', port: 8080, weight: 90 },
      { name: 'demo-candidate', port: 8080, weight: 10 },
    ]);
  });
});

describe('what fits nowhere is refused', () => {
  const cases: readonly { readonly name: string; readonly write: () => unknown; readonly says: RegExp }[] = [
    ...(['grafana', 'kubernetes'] as const).map((target) => ({
      name: `queries of InfluxDB for ${target}`,
      write: () => written(target, influx),
      says: /^config: demo asks in InfluxQL; this is written for Prometheus alone/,
    })),
    {
      name: 'a name with a digit first',
      write: () => written('istio', canary, { name: '2shop' }),
      says: /^name: "2shop" names no Service/,
    },
    {
      name: 'a name too long for what is put behind it',
      write: () => written('argo', canary, { name: 'a'.repeat(53) }),
      says: /at most 52/,
    },
    { name: 'a name of dots', write: () => written('grafana', canary, { name: 'a.b' }), says: /^name: / },
    {
      name: 'an unknown variable',
      write: () => written('argo', canary, { control: { flavour: 'x' } }),
      says: /^control.flavour: unknown; .* declares version/,
    },
    {
      name: 'an unknown variable of a route',
      write: () => written('envoy', canary, { candidate: { cluster: 'x' } }),
      says: /^candidate.cluster: unknown/,
    },
    {
      name: 'a value against its pattern',
      write: () => written('flagger', configNamed('istio'), { control: { reporter: 'x', workload: 'w' } }),
      says: /^control.reporter: "x" does not match/,
    },
    {
      name: 'a template where nobody fills it in',
      write: () => written('flagger', canary, { control: { version: '{{args.control}}' } }),
      says: /^control.version: .* does not match/,
    },
    {
      name: 'a version that is no label',
      write: () => written('istio', canary, { control: { version: 'a:b' } }),
      says: /^control.version: "a:b" is no value of a label/,
    },
    {
      name: 'two values that only a person knows',
      write: () => {
        const { variables, scopes } = canary;
        const two = { ...variables, tenant: { pattern: '.*' } };
        const control = `${scopes.control},tenant="\${tenant}"`;
        return written('argo', { ...canary, variables: two, scopes: { ...scopes, control } }, { control: {}, candidate: {} });
      },
      says: /^control.version: missing; the config demo needs version, tenant of the control/,
    },
  ];
  for (const { name, write, says } of cases)
    it(name, () =>
      assert.throws(write, (error: { readonly code: string; readonly message: string }) => {
        assert.equal(error.code, 'BAD_INPUT');
        assert.match(error.message, says);
        return true;
      }),
    );

  it('any other name of a config makes names that Kubernetes takes', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/), (name) => {
        if (!/^[a-z]/.test(name) || name.length > 52) {
          assert.throws(() => writeManifests('argo', requestFor({ ...shadow, name })), { code: 'BAD_INPUT' });
          return;
        }
        for (const target of ['argo', 'flagger', 'istio', 'gateway', 'kubernetes'] as const)
          for (const { data } of writeManifests(target, requestFor({ ...shadow, name })))
            assert.match((data.metadata as { name: string }).name, /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
      { seed: 20260131, numRuns: 200 },
    ));

  it('the longest name fits with everything behind it', () => {
    for (const target of ['argo', 'flagger', 'istio', 'gateway', 'kubernetes'] as const)
      for (const { data } of writeManifests(target, requestFor(shadow, { name: 'a'.repeat(52) })))
        assert.ok((data.metadata as { name: string }).name.length <= 63);
  });
});
