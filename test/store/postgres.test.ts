import { after, before, describe } from 'node:test';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { missing } from '../support/debian.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { storeContract } from './store-contract.ts';

describe('PostgreSQL', { skip: missing('postgresql') }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres({ settings: ['fsync=off'] }); // nothing of these tests is to survive a power cut
  });
  after(() => server.stop());

  storeContract('postgres', async () => openPostgresStore({ url: await server.newDatabase() }));
});
