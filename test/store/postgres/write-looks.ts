/**
 * The writer that is killed in crash.test.ts: `STORE_URL=... node write-looks.ts <run>` adds an analysis named after the run and one look
 * after another to it, each with a message for a channel of that name, and prints the number of each when the store has acknowledged it.
 */
import { writeSync } from 'node:fs';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { sampleMessage } from '../contract/outbox.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues } from '../samples.ts';

const run = process.argv[2] ?? '';
const store = await openPostgresStore({ url: process.env.STORE_URL ?? '' });
await store.createAnalysis(sampleAnalysis(run));
const values = seededValues(7, 5000);
for (let number = 1; number < 5000; number++) {
  const look = sampleLook(run, number);
  const seen = values.subarray(0, number);
  const message = sampleMessage(String(number), { channel: run });
  await store.saveLook(look, [gaugeRecord('latency', seen, seen)], sampleProgress(look), [message]);
  writeSync(1, `${number}\n`);
}
