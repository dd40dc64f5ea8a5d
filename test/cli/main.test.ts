import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';

const MAIN = path.resolve('src/main.ts');

interface Started {
  readonly args: readonly string[];
  readonly node?: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Signals the process once its stdout has this text. */
  readonly stopAt?: RegExp;
}

/** The program as its users start it, in a folder of its own. */
async function serinus(t: TestContext, { args, node = [], stdin = '', env = {}, stopAt }: Started) {
  const cwd = await mkdtemp(path.join(tmpdir(), 'serinus-cli-'));
  t.after(() => rm(cwd, { recursive: true }));
  await writeFile(path.join(cwd, 'wrong.yaml'), 'kind: CanaryAnalysis\n');
  const child = spawn(process.execPath, [...node, MAIN, ...args], { cwd, env: { PATH: process.env.PATH ?? '', ...env } });
  child.stdin.end(stdin);
  if (stopAt !== undefined) {
    let seen = '';
    child.stdout.on('data', (chunk) => {
      seen += String(chunk);
      if (stopAt.test(seen)) child.kill('SIGTERM');
    });
  }
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, status };
}

describe('the program', () => {
  const packageFile = path.resolve('package.json');

  it('--version is that of the package', async (t) => {
    const { default: about } = await import(packageFile, { with: { type: 'json' } });
    assert.deepEqual(await serinus(t, { args: ['--version'] }), { out: `${about.version}\n`, err: '', status: 0 });
  });

  it('a wrong command is status 64 and one sentence', async (t) => {
    const { out, err, status } = await serinus(t, { args: ['judgment'] });
    assert.equal(status, 64);
    assert.equal(out, '');
    assert.match(err, /^serinus: unknown command 'judgment'[^\n]*\n$/);
  });

  it('refuses an old Node.js before anything else', async (t) => {
    const old = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"22.17.9"}})';
    const { out, err, status } = await serinus(t, { args: ['--version'], node: ['--import', old] });
    assert.deepEqual({ out, err, status }, { out: '', err: 'serinus: Node.js 22.18 or later is needed, this is 22.17.9\n', status: 70 });
  });

  it('a config that is wrong is status 65, at its line', async (t) => {
    const { out, status } = await serinus(t, { args: ['validate', 'wrong.yaml'] });
    assert.equal(status, 65);
    assert.match(out, /^wrong\.yaml(:\d+)? \w/);
  });

  it('judges pairs from stdin', async (t) => {
    const values = Array.from({ length: 60 }, (_, i) => 100 + ((i * 7) % 5));
    const side = { bad: values.map(() => 0), total: values };
    const buckets = { bounds: [0.1, '+Inf'], counts: [values, values] };
    const metrics = {
      errors: { control: side, candidate: side },
      latency: { control: buckets, candidate: buckets },
      cpu: { control: values, candidate: values },
    };
    const line = JSON.stringify({ id: 'twins', metrics });
    const { out, err, status } = await serinus(t, { args: ['judge', path.resolve('configs/demo.yaml')], stdin: `${line}\n` });
    assert.equal(status, 0, err + out);
    const { id, metrics: judged } = JSON.parse(out);
    assert.equal(id, 'twins');
    assert.deepEqual(
      judged.map(({ name }: { name: string }) => name),
      ['errors', 'latency', 'cpu'],
    );
  });

  it('serves until SIGTERM, then ends with status 0', async (t) => {
    const { out, err, status } = await serinus(t, { args: ['serve'], env: { PORT: '0' }, stopAt: /listens on/ });
    assert.match(out, /^serinus listens on http:\/\/127\.0\.0\.1:\d+\n$/);
    assert.equal(status, 0, err);
  });

  it('a source that does not answer is status 69', async (t) => {
    const args = ['analyze', path.resolve('configs/demo.yaml'), '--control', 'version=v1', '--candidate', 'version=v2'];
    const { err, status } = await serinus(t, { args: [...args, '--prometheus', 'http://127.0.0.1:1', '--start', '1h', '--end', '1m'] });
    assert.equal(status, 69, err);
    assert.match(err, /^serinus: prometheus: /);
  });

  it('runs the demo from any folder', async (t) => {
    const { out, err, status } = await serinus(t, { args: ['demo'], env: { CI: '1' } });
    assert.equal(status, 0, err);
    assert.match(out, /v3 \(broken\): rollback, as expected/);
    assert.doesNotMatch(out, /\u001b/, 'no colour when piped');
  });
});
