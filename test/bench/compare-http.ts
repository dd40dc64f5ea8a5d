import { startCompareServer } from './compare-server.ts';
import { classificationLines } from './comparison-lines.ts';
import type { Report } from './figure.ts';
import { processorMs } from './processor-time.ts';

const LINES = 200_000;
const ROUNDS = 6;

/** What a pair costs the built `serve` on the processor, all of its threads, when it comes by POST /compare/batch. Linux only. */
export async function comparisonsByHttp(report: Report): Promise<void> {
  const server = await startCompareServer();
  try {
    let [ours, theirs, wallMs] = [0, 0, 0];
    for (let round = -1; round < ROUNDS; round++) {
      const lines = [...classificationLines({ count: LINES, seed: 7, divergent: 0.03, first: (round + 1) * LINES })];
      const before = processorMs(server.pid);
      const startMs = performance.now();
      await server.bring(lines);
      if (round < 0) continue; // Compiles.
      ours += processorMs(server.pid) - before;
      wallMs += performance.now() - startMs;
      const parsing = process.cpuUsage();
      for (const one of lines) JSON.parse(one);
      const { user, system } = process.cpuUsage(parsing);
      theirs += (user + system) / 1000;
    }
    const pairs = LINES * ROUNDS;
    report({ name: 'the same by POST /compare/batch, processor time of all threads', value: theirs / ours, unit: 'of parsing' });
    report({ name: '  of a pair', value: (1000 * ours) / pairs, unit: 'us' });
    report({ name: '  of parsing its line', value: (1000 * theirs) / pairs, unit: 'us' });
    report({ name: '  pairs a second, the client on the other core', value: (1000 * pairs) / wallMs, unit: '/s' });
  } finally {
    await server.stop();
  }
}
