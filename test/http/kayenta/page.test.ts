import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { assertOfApi } from '../../manifests/api-models.ts';

const page = readFileSync('docs/kayenta-api.md', 'utf8');

describe('docs/kayenta-api.md', () => {
  it("gives a metric that Argo Rollouts' own API takes", () => {
    const yaml = [...page.matchAll(/```yaml\n(metrics:\n[\s\S]*?)```/g)].map(([, text]) => text!);
    assert.equal(yaml.length, 1);
    const template = (text: string) => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AnalysisTemplate',
      metadata: { name: 'kayenta' },
      spec: { args: [{ name: 'password' }], ...(parse(text) as object) },
    });
    assertOfApi(template(yaml[0]!));
    assert.throws(() => assertOfApi(template(yaml[0]!.replace('storageAccountName', 'storageAccount'))));
  });
});
