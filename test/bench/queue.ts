import { setTimeout as sleep } from 'node:timers/promises';

import type { Analysis, Look } from '../../src/model/analysis.ts';
import { openLookJobs } from '../../src/schedule/look-jobs.ts';
import { startSharedQueue } from '../../src/schedule/shared-queue.ts';
import { startPostgres } from '../support/postgres.ts';
import type { Report } from './figure.ts';

const REPLICAS = 2;
const PER_SOURCE = 16;
const LANE_WIDTH = 32;
const HUNG = 1_000;
const LOOKS = 1_000;
/** One of the looks that are measured is due every 10 ms; each takes 5 ms. */
const EVERY_MS = 10;
const LOOK_MS = 5;

/**
 * From the moment a look is due to its start, in two replicas on a real PostgreSQL, while a thousand looks of a source that hangs are
 * queued before it. What a look does is left out: it is not the queue's.
 */
export default async function queue(report: Report): Promise<void> {
  const server = await startPostgres();
  const connection = { connectionString: await server.newDatabase() };
  const firstMs = Date.now() + 3_000;
  const slots = new Map<string, number>();
  for (let i = 0; i < HUNG; i++) slots.set(`hung ${i}`, firstMs - 10_000);
  for (let i = 0; i < LOOKS; i++) slots.set(`well ${i}`, firstMs + i * EVERY_MS);
  const analysis = (id: string): Analysis =>
    ({ id, nextSlotMs: slots.get(id), config: { spec: { source: id.split(' ')[0] } } }) as unknown as Analysis;
  const lateness: number[] = [];

  const onError = (error: unknown): never => {
    throw error;
  };
  const replicas = [];
  for (let i = 0; i < REPLICAS; i++) {
    const jobs = await openLookJobs({ connection, laneWidth: LANE_WIDTH, onError });
    replicas.push(
      startSharedQueue({
        ...{ jobs, perSource: PER_SOURCE, clock: { now: Date.now }, onError, onLook: () => undefined },
        async dueAnalyses(limit, atMs = Date.now()) {
          const due = [...slots].filter(([, slotMs]) => slotMs <= atMs).sort(([, a], [, b]) => a - b);
          return due.slice(0, limit).map(([id]) => analysis(id));
        },
        dueAnalysis: async (id) => ((slots.get(id) ?? Number.POSITIVE_INFINITY) <= Date.now() ? analysis(id) : undefined),
        async runSlot({ analysisId, slotMs }, signal) {
          if (analysisId.startsWith('hung')) await sleep(3_600_000, undefined, { signal });
          if (slots.get(analysisId) !== slotMs) return undefined;
          lateness.push(Date.now() - slotMs);
          await sleep(LOOK_MS);
          slots.delete(analysisId);
          return { analysisId, slotMs } as Look;
        },
      }),
    );
  }
  try {
    while (lateness.length < LOOKS) await sleep(50);
    lateness.sort((a, b) => a - b);
    const name = `start of a due look, ${HUNG} of a source that hangs before it`;
    for (const [share, text] of [
      [0.5, 'median'],
      [0.99, '99 of 100'],
    ] as const)
      report({ name: `${name}: ${text}`, value: lateness[Math.floor(LOOKS * share)]!, unit: 'ms late' });
    report({ name: `${name}: the latest`, value: lateness.at(-1)!, unit: 'ms late', limit: { atMost: 1_000 } });
  } finally {
    await Promise.all(replicas.map(({ stop }) => stop(0)));
    await server.stop();
  }
}
