import pg from 'pg';
import type { Db } from 'pg-boss';

/** What a job queue asks of a database. */
export interface JobDatabase extends Db {
  /** Runs the work while no other process runs work of the same name. */
  alone<T>(name: string, work: (session: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Jobs are taken and done by short statements; the store has connections of its own. */
const CONNECTIONS = 4;
const STATEMENT_MS = 10_000;
/** A process that stands still in the middle of a transaction holds up the others so long. */
const IDLE_IN_TRANSACTION_MS = 5_000;
/** Tells our locks from those of other programs on the server: any constant does. */
const LOCKS = 1_397_051_730;

/** Opens no connection yet. @param config where the database is, and who asks. */
export function openJobDatabase(config: pg.ClientConfig): JobDatabase {
  const pool = new pg.Pool({
    ...config,
    max: CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 2_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  });
  // Connections break when the server goes; whoever uses one is told by its statement.
  const ignore = (): void => {};
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));

  return {
    executeSql: (text, values) => pool.query(text, values),
    async alone(name, work) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCKS, name]);
        const result = await work({ executeSql: (text, values) => client.query(text, values) });
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        client.release(true); // whatever was begun ends with the connection
        throw error;
      }
    },
    close: () => pool.end(),
  };
}
