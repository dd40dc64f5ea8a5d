import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';

import { loadConfig } from '../src/config/load-configs.ts';
import { loadJudges } from '../src/config/load-judges.ts';

const readme = readFileSync('README.md', 'utf8');

it("README's config can be used as it stands, and is ten lines at most", async (t) => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readme)!;
  assert.ok(
    yaml
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#')).length <= 10,
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'serinus-readme-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'checkout.yaml');
  await writeFile(file, yaml);
  const [config] = await loadConfig(file, await loadJudges());
  assert.deepEqual(
    config!.metrics.map(({ name, judge }) => [name, judge.name]),
    [
      ['errors', 'ratio'],
      ['latency', 'histogram'],
    ],
  );
});

it("README's commands are scripts of the package", () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const [, script = ''] of readme.matchAll(/npm run ([a-z:]+)/g)) assert.ok(scripts[script], script);
});

it('README links to what is there', () => {
  for (const [, target = ''] of readme.matchAll(/\]\(([^)#]+)\)/g)) assert.ok(target.startsWith('http') || existsSync(target), target);
});
