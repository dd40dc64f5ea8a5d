import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { ensurePackages } from './support/debian.ts';

/*
 * `npm test`: types, lint and format, then every test. Arguments are parts of file names: `npm test -- sources` runs the tests
 * whose path contains "sources" and leaves the other checks out.
 */

const filters = process.argv.slice(2);
const tests = globSync('test/**/*.test.ts', { exclude: ['test/bench/**'] })
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();
if (tests.length === 0) {
  process.stderr.write(`no test file matches ${filters.join(' ')}\n`);
  process.exit(1);
}

ensurePackages();
if (filters.length === 0) {
  run('node_modules/.bin/tsc', ['--noEmit']);
  run('node_modules/.bin/biome', ['ci', '.']);
}
// Two at a time: the machines this is for have two cores, and some tests run a real server beside themselves.
run(process.execPath, ['--test', '--test-concurrency=2', ...tests]);

function run(program: string, args: readonly string[]): void {
  const { status, signal, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(signal ? 1 : (status ?? 1));
}
