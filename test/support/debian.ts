import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';

/** Real servers the tests talk to: each Debian package with a program that it brings. */
const PACKAGES = {
  prometheus: ['prometheus', 'promtool'],
  'victoria-metrics': ['victoria-metrics'],
  openssl: ['openssl'],
  influxdb: ['influxd'],
  postgresql: ['initdb', 'postgres'],
} as const;

export type DebianPackage = keyof typeof PACKAGES;

const names = Object.keys(PACKAGES) as DebianPackage[];
const inCi = (): boolean => process.env.CI === 'true';

/** Path of the program, or undefined when no folder of PATH (or Debian's own) has it. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/bin', '/usr/bin', '/usr/sbin', ...postgresFolders()];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/**
 * For the `skip` option of a suite that needs these packages: false when they are there, else the reason.
 * @throws {Error} they are missing and CI=true: there nothing may be skipped.
 */
export function missing(...needed: readonly DebianPackage[]): string | false {
  const absent = needed.filter(isMissing);
  if (absent.length === 0) return false;
  const reason = `Debian packages missing: ${absent.join(', ')} (${installCommand(absent)})`;
  if (inCi()) throw new Error(reason);
  return reason;
}

/**
 * Installs the packages that are missing when this user may. Else it names them and the command that installs them,
 * and ends the process with status 1 when CI=true; elsewhere the suites that need them skip themselves.
 */
export function ensurePackages(): void {
  const absent = names.filter(isMissing);
  if (absent.length === 0) return;
  if (process.getuid?.() === 0 && findProgram('apt-get')) install(absent);
  const still = absent.filter(isMissing);
  if (still.length === 0) return;
  process.stderr.write(`The tests need Debian packages that are missing: ${still.join(', ')}. To install them: ${installCommand(still)}\n`);
  if (inCi()) process.exit(1);
}

function install(absent: readonly DebianPackage[]): void {
  // In run level 1 Debian's packages leave the services they bring stopped.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const run = (...args: string[]) => execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  process.stderr.write(`Installing ${absent.join(', ')} for the tests\n`);
  try {
    run('update', '-qq');
    run('install', '-y', '-qq', '--no-install-recommends', ...absent);
  } catch (cause) {
    process.stderr.write(`apt-get failed: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  }
}

/** Debian keeps the programs of each version of PostgreSQL's server apart, and none of them in PATH; the newest first. */
function postgresFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => path.join(root, version, 'bin'));
  } catch {
    return []; // no version is installed
  }
}

const isMissing = (name: DebianPackage): boolean => PACKAGES[name].some((program) => !findProgram(program));
const installCommand = (absent: readonly string[]): string => `sudo apt-get install -y --no-install-recommends ${absent.join(' ')}`;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
