import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';

import { freePort } from '../../support/server-process.ts';
import { startProgram, userFolder } from '../program.ts';
import { shopConfig } from '../shop-config.ts';

const page = readFileSync('docs/operations.md', 'utf8');

describe('docs/operations.md', () => {
  it('has a test of that name for every row', () => {
    const rows = page.split('\n').filter((line) => /^\| (?!-)/.test(line) && !line.endsWith('| test |'));
    assert.ok(rows.length > 40, `${rows.length} rows`);
    for (const row of rows) {
      const tests = [...row.matchAll(/\]\(\.\.\/(test\/[^)]+)\) "([^"]+)"/g)];
      assert.ok(tests.length > 0, row);
      for (const [, file, title] of tests) assert.ok(readFileSync(file!, 'utf8').includes(title!), `${file} has no test "${title}"`);
    }
  });

  it('shows what /readyz answers', async (t) => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page)!;
    const user = userFolder([shopConfig('shop')]);
    const port = await freePort();
    const program = await startProgram({ prometheusUrl: `http://127.0.0.1:${port}`, folder: user.folder, nowMs: Date.now() });
    const other = new DatabaseSync(user.place('serinus.db'));
    other.exec('BEGIN IMMEDIATE');
    t.after(async () => {
      other.close();
      await program.stop();
      user.remove();
    });
    const { status, body } = await program.api.ask('/readyz');
    assert.equal(status, 503);
    const asThere = JSON.stringify(body)
      .replace(user.place('serinus.db'), '/data/serinus.db')
      .replace(`127.0.0.1:${port}`, '10.0.0.7:9090');
    assert.deepEqual(JSON.parse(asThere), JSON.parse(example));
  });
});
