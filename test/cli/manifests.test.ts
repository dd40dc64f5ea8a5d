import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';

import { runCli } from '../../src/cli/run-cli.ts';
import { composeCli } from '../../src/compose/cli-deps.ts';
import { loadConfigs } from '../../src/config/load-configs.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { NotFoundError } from '../../src/errors.ts';
import { TARGETS } from '../../src/manifests/manifest.ts';
import type { AnalysisConfig } from '../../src/model/config.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

let configs: ReadonlyMap<string, AnalysisConfig>;
before(async () => {
  configs = await loadConfigs('configs', await loadJudges());
});

async function run(...args: readonly string[]) {
  const io = memoryIo();
  const written = new Map<string, string>();
  const deps = fakeDeps({
    loadConfig: async (name) => {
      const config = configs.get(name);
      if (config === undefined) throw new NotFoundError('config', name);
      return { config, judges: new Map(), comparators: new Map() };
    },
    writeFile: async (file, text) => void written.set(file, text),
  });
  const status = await runCli(['manifests', ...args], io, deps);
  return { status, out: io.out(), err: io.err(), written };
}

describe('serinus manifests', () => {
  for (const target of TARGETS)
    it(`for ${target}: writes what it has to say to stdout, and nothing else anywhere`, async () => {
      const { status, out, err, written } = await run('--for', target, 'demo');
      assert.deepEqual([status, err, written.size], [0, '', 0]);
      const documents = parseAllDocuments(out);
      assert.ok(documents.length > 0);
      for (const { errors } of documents) assert.deepEqual(errors, []);
    });

  it('takes the name of the config, and that of Serinus for Serinus itself', async () => {
    assert.match((await run('--for', 'istio', 'demo')).out, /^ {2}name: demo$/m);
    assert.match((await run('--for', 'kubernetes', 'demo')).out, /^ {2}name: serinus$/m);
    assert.match((await run('--for', 'kubernetes', 'demo')).out, /image: serinus:1\.2\.3$/m);
  });

  it('gives on what is given', async () => {
    const given = [
      '--name',
      'shop',
      '--namespace',
      'web',
      '--url',
      'https://judge.example/s/',
      '--percent',
      '7',
      '--auth',
      '--port',
      '8443',
    ];
    const { out } = await run('--for', 'flagger', 'demo', ...given, '--control', 'version=v1', '--candidate', 'version=v2');
    const [canary] = parseAllDocuments(out).map((document) => document.toJS());
    assert.deepEqual(canary.metadata, { name: 'shop', namespace: 'web' });
    assert.deepEqual([canary.spec.service.port, canary.spec.analysis.stepWeight], [8443, 7]);
    const [{ url, metadata }] = canary.spec.analysis.webhooks;
    assert.equal(url, 'https://judge.example/s/flagger/confirm-rollout');
    assert.deepEqual(metadata, { config: 'demo', 'control.version': 'v1', 'candidate.version': 'v2', token: '${SERINUS_TOKEN}' });
  });

  it('mirrors everything when nothing is said of the share', async () => {
    assert.match((await run('--for', 'istio', 'model-server')).out, /mirrorPercentage:\n +value: 100\n/);
    assert.match((await run('--for', 'istio', 'demo')).out, /weight: 90\n/);
  });

  it('prints the documents as JSON', async () => {
    const { out } = await run('--for', 'gateway', 'demo', '--json');
    assert.deepEqual(
      JSON.parse(out).map(({ kind }: { kind: string }) => kind),
      ['HTTPRoute'],
    );
  });

  it('writes a file for each into a folder, and says which', async () => {
    const { status, out, written } = await run('--for', 'argo', 'demo', '--out', 'deploy');
    assert.equal(status, 0);
    const files = ['analysistemplate-demo-background', 'analysistemplate-demo-wait', 'rollout-demo'].map((name) =>
      path.join('deploy', `${name}.yaml`),
    );
    assert.deepEqual([...written.keys()], files);
    assert.deepEqual(out.trimEnd().split('\n'), files);
    assert.deepEqual(JSON.parse((await run('--for', 'argo', 'demo', '--out', 'deploy', '--json')).out), { files });
  });

  it('makes the folder, and replaces what is there', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'serinus-out-'));
    t.after(() => rm(folder, { recursive: true }));
    const out = path.join(folder, 'new', 'deploy');
    const deps = await composeCli({});
    for (const time of ['first', 'second'])
      assert.equal(await runCli(['manifests', '--for', 'grafana', 'configs/demo.yaml', '--out', out], memoryIo(), deps), 0, time);
    assert.deepEqual(await readdir(out), ['dashboard-demo.json']);
    assert.equal(JSON.parse(await readFile(path.join(out, 'dashboard-demo.json'), 'utf8')).uid, 'serinus-demo');
  });
});

describe('serinus manifests refuses', () => {
  const refused: readonly { readonly args: readonly string[]; readonly says: RegExp }[] = [
    { args: ['demo'], says: /required option '--for <system>' not specified/ },
    { args: ['--for', 'helm', 'demo'], says: /argument 'helm' is invalid.*argo, flagger, istio, envoy, gateway, grafana, kubernetes/ },
    { args: ['--for', 'argo'], says: /missing required argument 'config'/ },
    { args: ['--for', 'argo', 'demo', '--helm'], says: /unknown option '--helm'/ },
    { args: ['--for', 'argo', 'nowhere'], says: /no config has the name "nowhere"/ },
    { args: ['--for', 'argo', 'demo', '--image', 'x'], says: /manifests for argo know no --image; they know --name, --namespace, --url/ },
    { args: ['--for', 'grafana', 'demo', '--auth', '--percent', '3'], says: /manifests for grafana know no --auth, --percent/ },
    { args: ['--for', 'argo', 'demo', '--name', 'Shop'], says: /name: "Shop" names no Service/ },
    { args: ['--for', 'argo', 'demo', '--namespace', 'a.b'], says: /'a\.b' is invalid/ },
    { args: ['--for', 'argo', 'demo', '--percent', '0'], says: /not a whole number from 1 to 100/ },
    { args: ['--for', 'argo', 'demo', '--percent', '101'], says: /not a whole number from 1 to 100/ },
    { args: ['--for', 'gateway', 'demo', '--port', '65536'], says: /not a whole number from 1 to 65535/ },
    { args: ['--for', 'gateway', 'demo', '--gateway', 'a/b/c'], says: /not a name such as edge or istio-system\/edge/ },
    { args: ['--for', 'gateway', 'demo', '--host', 'a b'], says: /not a host name/ },
    { args: ['--for', 'kubernetes', 'demo', '--image', 'a image'], says: /not an image/ },
    { args: ['--for', 'argo', 'demo', '--url', 'http://u:p@h'], says: /password shows in the process list/ },
    { args: ['--for', 'argo', 'demo', '--control', 'colour=red'], says: /control\.colour: unknown; the config demo declares version/ },
  ];
  for (const { args, says } of refused)
    it(args.join(' '), async () => {
      const { status, out, err, written } = await run(...args);
      assert.deepEqual([status, out, written.size], [64, '', 0]);
      assert.match(err.trimEnd().split('\n').at(-1)!, says);
    });
});
