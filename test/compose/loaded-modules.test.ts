import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../src/compose/cli-deps.ts', import.meta.url));
const COMMANDS = fileURLToPath(new URL('../../src/cli/run-cli.ts', import.meta.url));

test('putting the program together loads nothing that only some settings or commands need', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({
      load(url, context, next) {
        loaded.add(/\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
        return next(url, context);
      },
    });
    await import(${JSON.stringify(COMMANDS)});
    const { composeCli } = await import(${JSON.stringify(PROGRAM)});
    await composeCli({});
    console.log(JSON.stringify([...loaded]));
  `;
  const loaded: string[] = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
  assert.ok(loaded.includes('fastify') && loaded.includes('pino'), `what every server needs is seen: ${loaded}`);
  const needless = [
    'pg',
    'pg-boss',
    'jose',
    'prometheus-query',
    '@influxdata/influxdb-client',
    '@opentelemetry/sdk-trace',
    'csv-parse',
    'cli-progress',
    'cli-table3',
  ];
  assert.deepEqual(
    needless.filter((name) => loaded.includes(name)),
    [],
  );
});
