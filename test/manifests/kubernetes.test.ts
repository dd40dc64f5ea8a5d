import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { composeCli } from '../../src/compose/cli-deps.ts';
import { loadConfigs } from '../../src/config/load-configs.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { loadSettings } from '../../src/config/settings.ts';
import type { ManifestRequest } from '../../src/manifests/manifest.ts';
import { configNamed, ofKind, type Written, written } from './requests.ts';

const HASH = '64010ce3cdf99d6bf83c62cfd23a38f009cc34145646b18d08522ced8af75f1c';

/** The files of the ConfigMap, mounted as the Deployment says, and its environment, moved to a folder of the test. */
async function mounted(t: TestContext, changes: Partial<ManifestRequest> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'serinus-mounted-'));
  t.after(() => rm(folder, { recursive: true }));
  const documents = written('kubernetes', configNamed('model-server'), { name: 'serinus', ...changes });
  const pod = ofKind('Deployment', documents).spec.template.spec;
  const [container] = pod.containers;
  const { data } = ofKind('ConfigMap', documents);
  for (const { name, configMap } of pod.volumes)
    for (const { key, path: place } of configMap?.items ?? []) {
      const { mountPath } = container.volumeMounts.find((mount: Written) => mount.name === name);
      const file = path.join(folder, mountPath, place);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, data[key]);
    }
  const values = container.env.map(({ name, value }: Written) => [name, value === undefined ? HASH : path.join(folder, value)]);
  return { documents, folder, env: Object.fromEntries(values) as Record<string, string> };
}

describe('Serinus in Kubernetes', () => {
  it('reads the settings and the config that it is given', async (t) => {
    const { env, folder } = await mounted(t);
    const settings = await loadSettings(env);
    assert.equal(settings.sources.prometheus!.url.href, 'http://prometheus-operated.monitoring.svc:9090/');
    assert.deepEqual([settings.http.host, settings.http.port, settings.auth], ['0.0.0.0', 8080, undefined]);
    assert.deepEqual(settings.store, { kind: 'sqlite', path: path.join(folder, '/data/serinus.db') });
    const given = configNamed('model-server');
    const read = await loadConfigs(settings.configsFolder!, await loadJudges());
    assert.deepEqual(
      [...read.values()].map(({ name, hash }) => [name, hash]),
      [[given.name, given.hash]],
    );
  });

  it('asks who its clients are when the secret has a token', async (t) => {
    const { env, documents } = await mounted(t, { auth: true });
    const { auth } = await loadSettings(env);
    assert.deepEqual(
      auth?.tokens.map(({ name, roles }) => [name, [...roles]]),
      [['serinus', ['run']]],
    );
    const [endpoint] = ofKind('ServiceMonitor', documents).spec.endpoints;
    assert.deepEqual(endpoint.authorization, { type: 'Bearer', credentials: { name: 'serinus', key: 'token' } });
  });

  it('starts with all of that, and answers whoever has the token', async (t) => {
    const { env, folder } = await mounted(t, { auth: true });
    await mkdir(path.join(folder, 'data'));
    const token = 'serinus_example-argo-Zm9vYmFyYmF6cXV4MDEyMw'; // its hash is that of docs/security.md
    const server = await (await composeCli({ ...env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' })).serve({});
    t.after(() => server.close());
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    assert.equal((await fetch(`${server.url}/configs`)).status, 401);
    const reply = await fetch(`${server.url}/configs/model-server`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(reply.status, 200, await reply.text());
  });

  it('names the source as the config calls it', () => {
    const { data } = ofKind('ConfigMap', written('kubernetes', configNamed('demo', { source: 'eu-1' })));
    assert.match(data['serinus.yaml'], /^sources:\n {2}eu-1:/);
  });

  it('runs without rights, and writes to its store and /tmp alone', () => {
    const pod = ofKind('Deployment', written('kubernetes', configNamed('demo'))).spec.template.spec;
    const [{ securityContext, volumeMounts, livenessProbe, readinessProbe }] = pod.containers;
    assert.deepEqual([pod.securityContext.runAsNonRoot, pod.automountServiceAccountToken], [true, false]);
    assert.deepEqual(securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    assert.deepEqual(
      volumeMounts.filter(({ readOnly }: Written) => !readOnly).map(({ mountPath }: Written) => mountPath),
      ['/data', '/tmp'],
    );
    assert.deepEqual([livenessProbe.httpGet.path, readinessProbe.httpGet.path], ['/healthz', '/readyz']);
  });

  it('starts anew when its config changes', () => {
    const note = (hash: string) =>
      ofKind('Deployment', written('kubernetes', configNamed('demo', { hash }))).spec.template.metadata.annotations;
    assert.notDeepEqual(note('0000000000000000'), note('0000000000000001'));
  });

  it('selects its own pods everywhere', () => {
    const documents = written('kubernetes', configNamed('demo'), { name: 'judge' });
    const { labels } = ofKind('Deployment', documents).spec.template.metadata;
    const selectors = [
      ofKind('Deployment', documents).spec.selector.matchLabels,
      ofKind('Service', documents).spec.selector,
      ofKind('NetworkPolicy', documents).spec.podSelector.matchLabels,
      ofKind('ServiceMonitor', documents).spec.selector.matchLabels,
    ];
    for (const selector of selectors) assert.deepEqual(selector, labels);
    assert.deepEqual(ofKind('Service', documents).metadata.labels, labels, 'what the monitor looks for');
  });

  const addresses = [
    { prometheusUrl: 'http://prometheus:9090', port: 9090 },
    { prometheusUrl: 'https://metrics.example/prom', port: 443 },
    { prometheusUrl: 'http://metrics.example', port: 80 },
  ];
  for (const { prometheusUrl, port } of addresses)
    it(`may reach ${prometheusUrl} and a name server, nothing else`, () => {
      const { egress } = ofKind('NetworkPolicy', written('kubernetes', configNamed('demo'), { prometheusUrl })).spec;
      const ports = egress.flatMap((rule: Written) => rule.ports.map((one: Written) => `${one.protocol} ${one.port}`));
      assert.deepEqual(ports, ['UDP 53', 'TCP 53', `TCP ${port}`]);
    });
});
