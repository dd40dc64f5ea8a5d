import { execFileSync } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { findProgram } from './debian.ts';
import { type RunningServer, startServer } from './server-process.ts';

export interface PostgresServer extends RunningServer {
  /** Makes an empty database and gives its URL, with user and password. */
  newDatabase(): Promise<string>;
  /** Runs statements as the administrator, in the database of that URL or in the first one. */
  sql(text: string, url?: string): Promise<readonly Record<string, unknown>[]>;
}

export interface PostgresServerOptions {
  /** Further settings, such as max_connections=9. */
  readonly settings?: readonly string[];
  /** PEM text: it speaks TLS to those who ask for it. */
  readonly tls?: { readonly key: string; readonly certificate: string };
}

/** Never to be seen in an error or a log. */
export const POSTGRES_PASSWORD = 'p4ss-of-the-test:server';
const URL_OF = (port: number, database: string): string =>
  `postgresql://postgres:${encodeURIComponent(POSTGRES_PASSWORD)}@127.0.0.1:${port}/${database}`;

/**
 * A real PostgreSQL (Debian's package) with a cluster of its own on a free loopback port, whose texts are by default in the order of a
 * language, as most clusters' are. @throws {Error} it is not installed or does not get ready.
 */
export async function startPostgres({ settings = [], tls }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const program = findProgram('postgres');
  const initdb = findProgram('initdb');
  if (!program || !initdb) throw new Error('postgres or initdb is not installed');
  const user = postgresUser();
  const server = await startServer({
    program,
    ...(user && { user }),
    stopSignal: 'SIGINT', // SIGTERM waits until the last client has gone
    prepare(folder) {
      const passwordFile = path.join(folder, 'password');
      writeFileSync(passwordFile, POSTGRES_PASSWORD);
      if (user) for (const place of [folder, passwordFile]) chownSync(place, user.uid, user.gid);
      const language = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en'];
      const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
      execFileSync(initdb, ['--pgdata', path.join(folder, 'data'), '--no-sync', ...language, ...access], {
        ...{ cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
        ...user,
      });
      if (!tls) return;
      for (const [name, text] of Object.entries({ 'server.key': tls.key, 'server.crt': tls.certificate })) {
        const file = path.join(folder, 'data', name);
        writeFileSync(file, text, { mode: 0o600 });
        if (user) chownSync(file, user.uid, user.gid);
      }
    },
    args: (port, folder) => [
      ...['-D', path.join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', ''],
      ...(tls ? ['-c', 'ssl=on'] : []),
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    readyPath: (port) =>
      ask(URL_OF(port, 'postgres'), 'SELECT 1').then(
        () => true,
        () => false,
      ),
  });
  let databases = 0;
  const sql: PostgresServer['sql'] = (text, url = URL_OF(server.port, 'postgres')) => ask(url, text);
  return {
    ...server,
    sql,
    async newDatabase() {
      const name = `store_${++databases}`;
      await sql(`CREATE DATABASE ${name} TEMPLATE template0`);
      return URL_OF(server.port, name);
    },
  };
}

async function ask(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // a server that is told to end; the statement says so
  await client.connect();
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(text);
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  } finally {
    await client.end();
  }
}

/** The server refuses to run as root: then it runs as the user that its package makes. */
function postgresUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (which: string): number => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
