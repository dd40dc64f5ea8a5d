import { openLogger, startServer } from '../../src/compose/server.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

/*
 * The server of the verdict suite, a process of its own: the real program over the store whose file it is given. Like `serve`, it logs
 * a line a request. It prints where it listens and ends with SIGTERM.
 */
const [path = ''] = process.argv.slice(2);
const server = await startServer({
  ...{ store: await openSqliteStore({ path }), sources: [], judges: await loadJudges(), configs: new Map() },
  sourceOf: (name) => {
    throw new Error(`the source ${name} is asked for, while verdicts are to come from the store`);
  },
  ...{ clock: { now: Date.now }, logger: openLogger('info'), http: { host: '127.0.0.1', port: 0 } },
});
process.once('SIGTERM', () => void server.close());
process.stdout.write(`${server.url}\n`);
