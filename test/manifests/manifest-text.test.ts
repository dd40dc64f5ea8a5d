import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';

import { manifestText, writeManifests } from '../../src/manifests/write-manifests.ts';
import { configNamed, requestFor } from './requests.ts';

/** Texts that one version of YAML or the other takes for something else. */
const TRICKY = [
  'yes',
  'no',
  'on',
  'Off',
  'y',
  'N',
  'true',
  'null',
  '~',
  '0x1f',
  '0o17',
  '017',
  '1_000',
  '1e3',
  '1:30',
  '.inf',
  '2026-01-31',
  '- a',
  '#x',
  'a: b',
  '${x}',
  '{{x}}',
  '<<',
  '=',
  '',
];

describe('the text of a manifest', () => {
  const text = fc.oneof(fc.constantFrom(...TRICKY), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
  it('is read as what was written, as YAML 1.1 and 1.2', () =>
    fc.assert(
      fc.property(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text))), (entries) => {
        // A literal "__proto__" is a key of its own for the writer; no manifest has one.
        fc.pre(!Object.hasOwn(entries, '__proto__'));
        const data = { ...entries };
        const written = manifestText({ file: 'x.yaml', data });
        for (const version of ['1.1', '1.2'] as const) assert.deepEqual(parse(written, { version, merge: false }), data);
      }),
      { seed: 20260131, numRuns: 300 },
    ));

  it('of a dashboard is JSON, of everything else YAML', () => {
    const [dashboard] = writeManifests('grafana', requestFor(configNamed('demo')));
    assert.deepEqual([dashboard!.file, JSON.parse(manifestText(dashboard!))], ['dashboard-demo.json', dashboard!.data]);
    for (const target of ['argo', 'flagger', 'istio', 'envoy', 'gateway', 'kubernetes'] as const)
      for (const manifest of writeManifests(target, requestFor(configNamed('model-server')))) {
        assert.match(manifest.file, /^[a-z0-9-]+\.yaml$/);
        assert.deepEqual(parse(manifestText(manifest), { version: '1.1' }), manifest.data);
      }
  });

  it('has a file of its own for each', () => {
    for (const target of ['argo', 'flagger', 'istio', 'kubernetes'] as const) {
      const files = writeManifests(target, requestFor(configNamed('model-server'))).map(({ file }) => file);
      assert.deepEqual([...new Set(files)], files);
    }
  });
});
