import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { storeContract } from './store-contract.ts';
import { freshPath } from './temporary-files.ts';

storeContract('sqlite', async () => openSqliteStore({ path: freshPath() }));
storeContract('sqlite in memory', () => openSqliteStore({ path: ':memory:' }));
