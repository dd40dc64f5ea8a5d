import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { schemaProblems } from '../../src/analysis/config/schema-problems.ts';
import { validateFiles } from '../../src/config/load-configs.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { publishedSchema } from '../../src/config/published-schema.ts';
import { readYaml } from '../../src/config/read-yaml.ts';
import { SettingsDocument } from '../../src/config/settings-document.ts';
import { ConfigDocument } from '../../src/model/config-document.ts';

const yamlBlocks = (markdown: string): string[] => [...markdown.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);

/** Names of all fields that a schema knows, at any depth. */
function fieldNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldNames);
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { properties?: Record<string, unknown> };
  return [...Object.keys(properties), ...Object.values(schema).flatMap(fieldNames), ...Object.values(properties).flatMap(fieldNames)];
}

describe('the documentation', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-docs-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('the example of docs/configs.md is a config without problems', async () => {
    const examples = yamlBlocks(await readFile('docs/configs.md', 'utf8')).filter((text) => text.startsWith('apiVersion'));
    assert.equal(examples.length, 1);
    const file = path.join(folder, 'example.yaml');
    await writeFile(file, examples[0]!);
    assert.deepEqual(await validateFiles([file], await loadJudges()), []);
  });

  it('the example of docs/settings.md fits the schema of settings', async () => {
    const [example] = yamlBlocks(await readFile('docs/settings.md', 'utf8'));
    const { documents, problems } = readYaml(example!);
    assert.deepEqual([problems, schemaProblems(SettingsDocument, documents[0]!.value)], [[], []]);
  });

  const pages = [
    { page: 'docs/configs.md', schema: ConfigDocument },
    { page: 'docs/settings.md', schema: SettingsDocument },
  ];
  for (const { page, schema } of pages)
    it(`${page} names every field`, async () => {
      const text = await readFile(page, 'utf8');
      const code = [...text.matchAll(/`([^`\n]+)`|^\s*(?:- )?([a-zA-Z]+):/gm)].map(([, inline, key]) => inline ?? key!).join(' ');
      const missing = [...new Set(fieldNames(schema))].filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
      assert.deepEqual(missing, []);
    });

  it('docs/schema/canary-analysis.v1.json is up to date; else run node docs/schema/generate.ts', async () =>
    assert.equal(await readFile('docs/schema/canary-analysis.v1.json', 'utf8'), publishedSchema()));
});
