import assert from 'node:assert/strict';
import type { PairBatch } from '../../src/analysis/ports/pair-store.ts';
import type { Store } from '../../src/analysis/ports/store.ts';
import { STREAM, sampleBatch, sampleDetail, sampleSample, sampleStep } from './pair-samples.ts';
import { T0 } from './samples.ts';

/** The batch of that number: all of its pairs in one step, one of them kept, one of them having come in halves. */
export function numberedBatch(number: number, size: number): PairBatch {
  const ids = Array.from({ length: size }, (_, i) => `request-${number}-${i}`);
  return sampleBatch(ids, { steps: [sampleStep(number % 3, size)], details: [sampleDetail(0, size)], samples: [sampleSample(ids[0]!)] });
}

/**
 * Every batch up to the number is there and counted once; at most one more, whose acknowledgement was cut off.
 * @returns how many are there.
 */
export async function assertCountedOnce(store: Store, acknowledged: number, size: number): Promise<number> {
  const steps = await store.findSteps(STREAM, 0, T0 * 2);
  const pairs = steps.reduce((sum, { tally }) => sum + tally.pairs, 0);
  assert.ok(pairs === acknowledged * size || pairs === (acknowledged + 1) * size, `${pairs} pairs of ${acknowledged} batches`);
  const batches = pairs / size;
  const [detail] = await store.findDetails(STREAM, 0, T0 * 2);
  assert.deepEqual(detail?.tally.features.locale?.labels, { 'é "<': [pairs, batches] });
  assert.equal((await store.countSamples(STREAM, 0, T0 * 2)).stored, batches);
  for (let number = 0; number < batches; number++) {
    const batch = numberedBatch(number, size);
    assert.deepEqual(await store.savePairs(batch), { saved: false, known: batch.ids });
    assert.deepEqual(await store.findHalves(STREAM, batch.ids.slice(0, 1)), []);
  }
  return batches;
}
