import { startCompareServer } from './compare-server.ts';
import { classificationLines } from './comparison-lines.ts';
import type { Report } from './figure.ts';
import { residentMegabytes } from './resident.ts';

const MILLION = 1_000_000;
const PIECE = 100_000;
/** As many million pairs are a beginning, and as many are all of them. */
const [FIRST, ALL] = [2, 10] as const;
/** Garbage comes and goes: what is told is the largest of the last half million. */
const LAST = 0.5;

/** Resident memory of the built `serve` that takes ten million pairs in by POST /compare/batch, each with an id of its own. Linux only. */
export default async function memoryOfComparisons(report: Report): Promise<void> {
  const server = await startCompareServer();
  const resident = new Map<number, number>();
  const startMs = performance.now();
  try {
    for (let count = 0; count < ALL * MILLION; count += PIECE) {
      await server.bring([...classificationLines({ count: PIECE, seed: 7, divergent: 0.03, first: count })]);
      const millions = (count + PIECE) / MILLION;
      for (const mark of [FIRST, ALL]) {
        if (millions > mark - LAST && millions <= mark)
          resident.set(mark, Math.max(resident.get(mark) ?? 0, residentMegabytes(server.pid, 'now')));
      }
    }
    for (const mark of [FIRST, ALL]) report({ name: `resident after ${mark} million pairs`, value: resident.get(mark)!, unit: 'MB' });
    report({ name: '  at most, at any time', value: residentMegabytes(server.pid, 'most'), unit: 'MB' });
    // A filter of the ledger, for each 8 million ids, is 16 MB; there are two of them at the end.
    const grown = resident.get(ALL)! - resident.get(FIRST)!;
    report({ name: '  more after the last than after the first of these', value: grown, unit: 'MB', limit: { atMost: 40 } });
    const seconds = (performance.now() - startMs) / 1000;
    report({ name: '  pairs a second, made by the client on the way', value: (ALL * MILLION) / seconds, unit: '/s' });
  } finally {
    await server.stop();
  }
}
