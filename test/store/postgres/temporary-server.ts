import { after, before } from 'node:test';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';

/** One server for the tests of this suite; nothing of them is to survive a power cut. */
export function temporaryServer(settings: readonly string[] = []): { readonly get: () => PostgresServer } {
  let server: PostgresServer | undefined;
  before(async () => {
    server = await startPostgres({ settings: ['fsync=off', ...settings] });
  });
  after(() => server?.stop());
  return {
    get: () => {
      if (server === undefined) throw new Error('the server has not started');
      return server;
    },
  };
}
