/**
 * The writer that is killed while it counts pairs: `node write-pairs.ts <file or URL> <first> <size>` saves one numbered batch after another,
 * each with a half that waited for it, and prints how many there are when the store has acknowledged one.
 */
import { writeSync } from 'node:fs';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { numberedBatch } from './numbered-batches.ts';
import { STREAM, sampleHalf } from './pair-samples.ts';

const [place = '', first = '', size = ''] = process.argv.slice(2);
const store = place.includes('://') ? await openPostgresStore({ url: place }) : await openSqliteStore({ path: place });
for (let number = Number(first); number < 5_000; number++) {
  const batch = numberedBatch(number, Number(size));
  await store.keepHalves(STREAM, [sampleHalf(batch.ids[0]!, 'control')]);
  const answer = await store.savePairs(batch);
  if (!answer.saved) throw new Error(`batch ${number} was there already`);
  writeSync(1, `${number + 1}\n`);
}
