import type { PairHalf, PairStream } from '../analysis/ports/pair-store.ts';
import { readStoredJson } from './packed-json.ts';

/** The columns of a request that waits, each half JSON: they stay for minutes, so they are not compressed. */
export interface WaitingRow {
  readonly id: string;
  readonly control: string | null;
  readonly candidate: string | null;
}

/** The halves of a request, the control's first. */
export function halvesOf({ control, candidate }: WaitingRow): PairHalf[] {
  return [control, candidate].filter((half) => half !== null).map((half) => readStoredJson<PairHalf>(half));
}

/** The halves of those requests, in the order of their ids. */
export function halvesById(rows: readonly WaitingRow[], ids: readonly string[]): PairHalf[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(ids)].flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : halvesOf(row);
  });
}

/** The halves of requests by their streams, these in the order of their first. */
export function halvesByStream(
  rows: readonly (WaitingRow & { readonly stream: number; readonly config: string; readonly name: string })[],
): { readonly stream: PairStream; readonly halves: readonly PairHalf[] }[] {
  return [...Map.groupBy(rows, ({ stream }) => stream).values()].map((same) => ({
    stream: { config: same[0]!.config, candidate: same[0]!.name },
    halves: same.flatMap(halvesOf),
  }));
}
