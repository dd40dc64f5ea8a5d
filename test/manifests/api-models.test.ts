import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

import type { Target } from '../../src/manifests/manifest.ts';
import type { AnalysisConfig } from '../../src/model/config.ts';
import { assertOfApi, MODELS } from './api-models.ts';
import { configNamed, configs, FULL, isPromql, ofKind, type Written, written } from './requests.ts';

const TARGETS = ['argo', 'istio', 'gateway', 'kubernetes'] as const satisfies readonly Target[];
const all = [...configs.values()];
const modes = all.flatMap((config) => (['canary', 'shadow'] as const).map((mode) => ({ ...config, mode })));

const targetsOf = (config: AnalysisConfig): readonly Target[] => TARGETS.filter((target) => target !== 'kubernetes' || isPromql(config));

describe('what is written, by the models of the APIs themselves', () => {
  for (const config of modes)
    for (const target of targetsOf(config))
      it(`${target}: ${config.name} as ${config.mode}`, () => {
        for (const changes of [{}, FULL]) for (const document of written(target, config, changes)) assertOfApi(document);
      });

  const wrong: readonly { readonly name: string; readonly document: () => Written; readonly says: RegExp }[] = [
    {
      name: 'a metric without its provider',
      document: () => changed('argo', 'AnalysisTemplate', (one) => delete one.spec.metrics[0].provider),
      says: /provider/,
    },
    {
      name: 'an argument without a name',
      document: () => changed('argo', 'AnalysisTemplate', (one) => delete one.spec.args[0].name),
      says: /name/,
    },
    {
      name: 'a weight that is text',
      document: () => changed('argo', 'Rollout', (one) => (one.spec.strategy.canary.steps[0].setWeight = '10')),
      says: /setWeight/,
    },
    {
      name: 'a host that is no list',
      document: () => changed('istio', 'VirtualService', (one) => (one.spec.hosts = 'shop')),
      says: /hosts/,
    },
    {
      name: 'a filter that the API does not know',
      document: () => changed('gateway', 'HTTPRoute', (one) => (one.spec.rules[0].filters = [{ type: 'Mirror' }])),
      says: /type/,
    },
    {
      name: 'a pod without containers',
      document: () => changed('kubernetes', 'Deployment', (one) => delete one.spec.template.spec.containers),
      says: /containers/,
    },
    {
      name: 'a monitor without its selector',
      document: () => changed('kubernetes', 'ServiceMonitor', (one) => delete one.spec.selector),
      says: /selector/,
    },
  ];
  for (const { name, document, says } of wrong) it(`refuses ${name}`, () => assert.throws(() => assertOfApi(document()), says));
});

describe('what is written, by the types of the APIs themselves', () => {
  // Kubernetes drops fields that it does not know without a word; the compiler does not.
  it('has no field that the APIs do not know', async () => {
    const documents = modes.flatMap((config) => targetsOf(config).flatMap((target) => written(target, config, { ...FULL, percent: 100 })));
    assert.equal(await compilerSays(documents.map(sinceTheModels)), '');
  });

  it('and one that they do not know would be found', async () => {
    const document = changed('argo', 'AnalysisTemplate', (one) => (one.spec.metrics[0].provider.web.jsonbody = {}));
    assert.match(await compilerSays([sinceTheModels(document)]), /"jsonbody"' does not exist/);
  });
});

function changed(target: Target, kind: string, change: (document: Written) => unknown): Written {
  const document = structuredClone(ofKind(kind, written(target, configNamed('demo'))));
  change(document);
  return document;
}

/** Without the one field that is newer than the models: they are of Argo Rollouts 1.5, consecutiveSuccessLimit came with 1.8. */
function sinceTheModels(document: Written): Written {
  if (document.kind !== 'AnalysisTemplate') return document;
  const metrics = document.spec.metrics.map(({ consecutiveSuccessLimit: _, ...metric }: Written) => metric);
  return { ...document, spec: { ...document.spec, metrics } };
}

/** What the compiler has against the documents, each checked as its kind; a field too much is an error in a literal. */
async function compilerSays(documents: readonly Written[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'serinus-manifests-'));
  try {
    await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'));
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
    const imports = Object.entries(MODELS).map(([kind, { from }]) => `import type { I${kind} } from '${from}';`);
    const lines = documents.map((document, index) => `export const v${index}: I${document.kind} = ${JSON.stringify(document)};`);
    await writeFile(path.join(folder, 'documents.ts'), [...imports, ...lines].join('\n'));
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024', '--types', ''];
    const run = promisify(execFile)(path.resolve('node_modules/.bin/tsc'), [...flags, 'documents.ts'], { cwd: folder });
    return await run.then(
      () => '',
      (error: { readonly stdout: string }) => error.stdout,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
