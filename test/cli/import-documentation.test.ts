import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { prometheusQuery } from '../../src/analysis/kayenta/prometheus-query.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { composeCli } from '../../src/compose/cli-deps.ts';
import { parseAdHocConfig } from '../../src/kayenta/parse-canary-config.ts';
import { parseCanaryScope } from '../../src/kayenta/parse-canary-scopes.ts';
import { memoryIo } from './memory-io.ts';

/** The code of a language in a section of a page, block by block. */
async function blocks(page: string, section: string, language: string): Promise<readonly string[]> {
  const text = await readFile(page, 'utf8');
  const from = text.indexOf(`\n## ${section}\n`);
  assert.notEqual(from, -1, `${page} has no section ${section}`);
  const end = text.indexOf('\n## ', from + 1);
  const found = text.slice(from, end < 0 ? undefined : end).matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'));
  return [...found].map(([, code]) => code!);
}

describe('the examples of the documentation', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-import-'));
  });
  after(() => rm(folder, { recursive: true }));

  const runImport = async (name: string, text: string, ...args: readonly string[]) => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    const io = memoryIo();
    const status = await runCli(['import', ...args, file], io, await composeCli({}));
    return { status, out: io.out(), err: io.err() };
  };
  const validate = async (text: string) => {
    const file = path.join(folder, 'imported.yaml');
    await writeFile(file, text);
    const io = memoryIo();
    return { status: await runCli(['validate', file], io, await composeCli({})), said: io.out() };
  };

  it("docs/kayenta.md: the query of a metric and a side is Kayenta's", async () => {
    const section = "Running Kayenta's canary configs";
    const [metric, scope] = await blocks('docs/kayenta.md', section, 'json');
    const [query] = await blocks('docs/kayenta.md', section, 'promql');
    const config = parseAdHocConfig({ metrics: [JSON.parse(metric!)] });
    assert.equal(`${prometheusQuery(config, config.metrics[0]!.query, parseCanaryScope(JSON.parse(scope!), 'scope'))}\n`, query);
  });

  it('docs/kayenta.md: a canary config becomes the config beside it', async () => {
    const section = 'Importing a canary config';
    const [config] = await blocks('docs/kayenta.md', section, 'json');
    const [yaml] = await blocks('docs/kayenta.md', section, 'yaml');
    const [notes] = await blocks('docs/kayenta.md', section, 'text');
    assert.deepEqual(await runImport('checkout.json', config!, 'kayenta'), { status: 0, out: yaml, err: notes });
    assert.deepEqual(await validate(yaml!), { status: 0, said: '' });
  });

  it('docs/cli.md: an SLO becomes the config beside it', async () => {
    const [slo, yaml] = await blocks('docs/cli.md', 'import', 'yaml');
    const { status, out, err } = await runImport('slo.yaml', slo!, 'openslo');
    assert.deepEqual([status, out], [0, yaml]);
    assert.match(err, /^every query: is asked of the side by the label version/m);
    assert.deepEqual(await validate(yaml!), { status: 0, said: '' });
  });
});
