import { StoreError } from '../../errors.ts';

/** Changes fail by these while questions are answered. */
const LASTING: ReadonlySet<string> = new Set(['STORE_FULL', 'STORE_IO', 'STORE_CORRUPT', 'STORE_READ_ONLY']);
/** Looks that fail are tried again every 16 s: with a look in hand the failure is renewed before it is forgotten. */
const REMEMBERED_MS = 60_000;

/** Remembers that the last change could not be kept. */
export interface FailedWrite {
  /** The work's result; its failure is remembered, and forgotten when other work goes well. */
  readonly watch: <T>(work: Promise<T>) => Promise<T>;
  /** @throws {StoreError} that of the last change, when it failed within the last minute. */
  readonly assertNone: () => void;
}

/** @param now in milliseconds, of a clock that never goes back. */
export function openFailedWrite(now: () => number): FailedWrite {
  let last: { readonly error: StoreError; readonly atMs: number } | undefined;
  return {
    async watch(work) {
      try {
        const result = await work;
        last = undefined;
        return result;
      } catch (error) {
        if (error instanceof StoreError && LASTING.has(error.code)) last = { error, atMs: now() };
        throw error;
      }
    },
    assertNone() {
      if (last && now() - last.atMs < REMEMBERED_MS) throw last.error;
    },
  };
}
