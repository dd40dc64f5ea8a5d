import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { schemaProblems } from '../../src/analysis/config/schema-problems.ts';
import { queryProblems } from '../../src/analysis/queries/query-problems.ts';
import { templateProblems } from '../../src/analysis/queries/template-problems.ts';
import { readYaml } from '../../src/config/read-yaml.ts';
import { SettingsDocument } from '../../src/config/settings-document.ts';

describe('docs/influxdb.md', () => {
  const blocks = [...readFileSync('docs/influxdb.md', 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);
  const [settings, config, flux] = blocks;
  const documentOf = (text: string): unknown => {
    const { documents, problems } = readYaml(text);
    assert.deepEqual(problems, []);
    return documents[0]!.value;
  };

  it('the settings fit their schema', () => assert.deepEqual(schemaProblems(SettingsDocument, documentOf(settings!)), []));

  it('the config is configs/influxdb.yaml, which test/e2e judges a shop by', () =>
    assert.equal(config, readFileSync('configs/influxdb.yaml', 'utf8').replace(/^(#.*\n)+/, '')));

  it('the Flux has no problem', () => {
    const { scopes, query } = documentOf(flux!) as { scopes: { control: string }; query: string };
    const variables = { app: { pattern: '.*' }, version: { pattern: '.*' } };
    assert.deepEqual(templateProblems(query, { scope: scopes.control, variables }, 'flux'), []);
    assert.deepEqual(queryProblems(query, 'flux'), []);
    assert.equal(blocks.length, 3);
  });
});
