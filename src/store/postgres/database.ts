import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StoreError } from '../../errors.ts';
import { connectionOf } from './connection-url.ts';
import { closeText, openText } from './nul-escape.ts';
import { isPassing, namedError } from './postgres-errors.ts';

export interface PostgresOptions {
  /** postgresql://user:password@host:port/database?sslmode=verify-full; a secret. */
  readonly url: string;
  /** Connections at most, 1 or more; default 10. */
  readonly poolSize?: number;
  /** For a connection to be made or to come free; default 5 s. */
  readonly connectTimeoutMs?: number;
  /** For one statement; default 30 s. */
  readonly statementTimeoutMs?: number;
  /** Whatever would change it is then a STORE_READ_ONLY. Default false. */
  readonly readOnly?: boolean;
}

type Scalar = string | number | Uint8Array | null;
/** A value of a statement. Text may be any; an array is one of the database. */
export type SqlValue = Scalar | readonly Scalar[];

/** Where statements are run: each by itself, or all in one transaction. @throws {StoreError} */
export interface Session {
  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** How many rows were changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>;
}

/** What a transaction returns to leave the database as it was. */
export const UNDO: unique symbol = Symbol('undo');

export interface Write {
  /** Doing it twice is the same as doing it once: it is done again when nobody knows whether its COMMIT arrived. Default false. */
  readonly isRepeatable?: boolean;
}

export interface Database {
  /** host:port/database */
  readonly name: string;
  /** Statements that each stand for themselves. Run again when the connection breaks: running twice must do no harm. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * One transaction: all that `work` writes or, when it returns UNDO or throws, nothing. When this returns, the change is durable. Run
   * again from its beginning when another transaction was in its way or the connection broke before the COMMIT.
   * @param work `isAgain`: an earlier run may have been committed, which happens to repeatable ones only.
   */
  write<T>(work: (session: Session, isAgain: boolean) => Promise<T>, write?: Write): Promise<T>;
  /** Once is enough, twice does no harm. */
  close(): Promise<void>;
}

/** Waits before the second run and those after it: a failover takes longer, and its failure is then said. */
const PAUSES_MS = [20, 100, 500];
/** A replica that is stopped in mid-transaction must not hold its analysis for ever. */
const IDLE_IN_TRANSACTION_MS = 60_000;
/** The server's own limit comes first, with a better error. */
const CLIENT_GRACE_MS = 5_000;
// A role or a database may have synchronous_commit off; what stronger guarantee they have stays.
const BEGIN = "BEGIN; SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'";

/** Opens no connection yet. @throws {StoreError} STORE_BAD_URL. */
export function openDatabase(options: PostgresOptions): Database {
  const { poolSize = 10, connectTimeoutMs = 5_000, statementTimeoutMs = 30_000, readOnly = false } = options;
  const { config, name } = connectionOf(options.url);
  const pool = new pg.Pool({
    ...config,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + CLIENT_GRACE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    fallback_application_name: 'serinus',
    ...(readOnly && {
      onConnect: async (client) => {
        await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY');
      },
    }),
  });
  // Connections break when the server goes; whoever uses one is told by its statement, and one that nobody uses is left out of the pool.
  const ignore = (): void => {};
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));

  const again = async <T>(run: () => Promise<T>): Promise<T> => {
    for (const pauseMs of PAUSES_MS) {
      try {
        return await run();
      } catch (error) {
        if (!isPassing(error)) throw error;
        await sleep(pauseMs);
      }
    }
    return run();
  };

  let closing: Promise<void> | undefined;
  return {
    name,
    read: (work) => again(() => work(sessionOn(name, (query) => pool.query(query)))),
    async write(work, { isRepeatable = false } = {}) {
      let isAgain = false;
      return again(async () => {
        const client = await pool.connect().catch((cause: unknown) => {
          throw namedError(name, cause);
        });
        const session = sessionOn(name, (query) => client.query(query));
        let broken: unknown;
        let isCommitting = false;
        try {
          await session.run(BEGIN);
          const result = await work(session, isAgain);
          isCommitting = result !== UNDO;
          await session.run(isCommitting ? 'COMMIT' : 'ROLLBACK');
          return result;
        } catch (error) {
          broken = isCommitting ? error : await rollback(session, error);
          if (!isCommitting || !isLost(error)) throw error;
          isAgain = true;
          if (isRepeatable) throw error;
          throw new StoreError('STORE_UNCERTAIN', `the store ${name} went away in a COMMIT: whether the change was kept is not known`, {
            cause: error,
          });
        } finally {
          client.release(broken !== undefined);
        }
      });
    },
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** Nothing more came back on the connection. */
const isLost = (error: unknown): boolean => error instanceof StoreError && ['STORE_UNAVAILABLE', 'STORE_TIMEOUT'].includes(error.code);

/** Leaves the transaction; what is in the way of that, when the connection is of no more use. */
async function rollback(session: Session, error: unknown): Promise<unknown> {
  if (isLost(error)) return error;
  return session.run('ROLLBACK').then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

function sessionOn(name: string, query: (config: pg.QueryConfig) => Promise<pg.QueryResult>): Session {
  const ask = async (text: string, values: readonly SqlValue[] = []): Promise<pg.QueryResult> => {
    try {
      const config = { text, types: TYPES as pg.CustomTypesConfig };
      return await query(values.length === 0 ? config : { ...config, values: values.map(closed) });
    } catch (cause) {
      throw namedError(name, cause);
    }
  };
  return {
    rows: async <Row>(sql: string, values?: readonly SqlValue[]) => (await ask(sql, values)).rows as Row[],
    run: async (sql, values) => (await ask(sql, values)).rowCount ?? 0,
  };
}

const closed = (value: SqlValue): unknown => {
  if (typeof value === 'string') return closeText(value);
  return Array.isArray(value) ? value.map(closed) : value;
};

const { INT8, TEXT } = pg.types.builtins;
/** text[], which has no name in the list of builtins. */
const TEXT_ARRAY = 1009 as typeof TEXT;
/** Moments and ids are far below 2^53. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [INT8]: Number,
  [TEXT]: openText,
  [TEXT_ARRAY]: (text) => (pg.types.getTypeParser(TEXT_ARRAY)(text) as string[]).map(openText),
};
const TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => PARSERS[oid] ?? pg.types.getTypeParser(oid, format),
};
