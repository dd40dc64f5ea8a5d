import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from './debian.ts';
import { type RunningServer, startServer } from './server-process.ts';

export interface InfluxdOptions {
  /** Made before this resolves. */
  readonly database: string;
  /** Line protocol with times in milliseconds, written to the database. */
  readonly lines?: string;
  /** Makes this administrator and asks everyone who they are. */
  readonly admin?: { readonly username: string; readonly password: string };
  /** Further lines of the section [http] of its configuration. */
  readonly http?: string;
}

/**
 * A real InfluxDB 1 (Debian's package) on a free loopback port. What it was told is on disk before it answers, so kill() loses nothing.
 * @throws {Error} it is not installed or does not get ready.
 */
export async function startInfluxd({ database, lines, admin, http = '' }: InfluxdOptions): Promise<RunningServer> {
  const program = findProgram('influxd');
  if (!program) throw new Error('influxd is not installed');
  let port = 0;
  const server = await startServer({
    program,
    readyPath: '/ping',
    args(given, folder) {
      port = given;
      writeFileSync(
        path.join(folder, 'influxdb.conf'),
        configuration({ port, folder, http: `${http}\nauth-enabled = ${admin !== undefined}` }),
      );
      return ['-config', path.join(folder, 'influxdb.conf')];
    },
  });
  try {
    if (admin)
      await send(server.url, '/query', { q: `CREATE USER "${admin.username}" WITH PASSWORD '${admin.password}' WITH ALL PRIVILEGES` });
    const who = admin && `${admin.username}:${admin.password}`;
    await send(server.url, '/query', { q: `CREATE DATABASE "${database}"` }, { who });
    if (lines !== undefined) await send(server.url, '/write', { precision: 'ms', db: database }, { who, body: lines });
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function send(
  url: string,
  resource: string,
  params: Readonly<Record<string, string>>,
  { who, body = '' }: { readonly who?: string | undefined; readonly body?: string } = {},
): Promise<void> {
  const headers = who === undefined ? {} : { Authorization: `Basic ${Buffer.from(who).toString('base64')}` };
  const response = await fetch(`${url}${resource}?${new URLSearchParams(params)}`, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok || text.includes('"error"')) throw new Error(`${resource}: HTTP ${response.status} ${text.slice(0, 300)}`);
}

/** The port of its backups, which is of no use here, is any free one. */
function configuration({ port, folder, http }: { readonly port: number; readonly folder: string; readonly http: string }): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
dir = "${folder}/meta"
[data]
dir = "${folder}/data"
wal-dir = "${folder}/wal"
query-log-enabled = false
[monitor]
store-enabled = false
[logging]
level = "warn"
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
${http}
`;
}
