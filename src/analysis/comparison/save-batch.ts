import type { StepTally, Timed } from '../../comparison/tally.ts';
import type { PairStore, PairStream } from '../ports/pair-store.ts';
import { foldWithout, type PairBatch, tellFailure, tellTakers } from './pair-batch.ts';
import type { PairFold } from './pair-fold.ts';
import type { SampleRoom } from './sample-room.ts';

/** What was saved: told once it is durable. */
export interface SavedPairs {
  readonly stream: PairStream;
  readonly steps: readonly Timed<StepTally>[];
  /** Of what came again, and changed nothing. */
  readonly repeats: number;
}

export interface SaveDeps {
  readonly store: Pick<PairStore, 'savePairs'>;
  readonly room: SampleRoom;
  /** Of that stream, and at most so many a day. */
  readonly samplesPerDay: (stream: PairStream) => number;
  readonly newFold: (stream: PairStream) => PairFold;
  readonly onSaved: (saved: SavedPairs) => void;
}

/** Saves the batch in one transaction and tells those who brought it; what is known by then is left out. Rejects as the store does. */
export async function saveBatch(deps: SaveDeps, batch: PairBatch): Promise<void> {
  try {
    const { steps, known } = await saveNew(deps, batch);
    tellTakers(batch, known);
    deps.onSaved({ stream: batch.stream, steps, repeats: batch.repeats + known.size });
  } catch (error) {
    deps.room.notSaved(batch.stream);
    tellFailure(batch, error);
    throw error;
  }
}

async function saveNew(
  { store, room, samplesPerDay, newFold }: SaveDeps,
  batch: PairBatch,
): Promise<{ readonly steps: readonly Timed<StepTally>[]; readonly known: ReadonlySet<string> }> {
  const { stream } = batch;
  const all = batch.ids.ids;
  const known = new Set<string>();
  for (let fold = batch.fold; known.size < all.length; fold = await foldWithout(batch, known, newFold(stream))) {
    const ids = known.size === 0 ? { ids: all, hashes: batch.ids.hashes() } : { ids: all.filter((id) => !known.has(id)) };
    const { steps, details, samples: chosen } = fold.folded();
    const samples = await room.fitting(stream, chosen, samplesPerDay(stream));
    const answer = await store.savePairs({ stream, atMs: batch.comings.at(-1)!.atMs, ...ids, steps, details, samples });
    if (answer.saved) return { steps, known };
    room.notSaved(stream);
    const before = known.size;
    for (const id of answer.known) known.add(id);
    if (known.size === before) throw new Error('the store saves no pairs and knows none of them');
  }
  return { steps: [], known };
}
