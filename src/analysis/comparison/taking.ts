import type { SerinusError } from '../../errors.ts';

export interface BroughtTexts {
  readonly texts: readonly string[];
  /** The same texts once more, and perhaps others that were no lines. Cheaper to keep than the texts. */
  readonly again: () => readonly string[];
  /** Told of each text that is left out, by its index. */
  readonly refused: (index: number, error: SerinusError) => void;
}

/** What one caller brings to the intake, one JSON text after the other. */
export interface Taking {
  /** No longer text may be brought. */
  readonly maxBytes: number;
  /** Takes JSON texts, as many as there are: many at a time are taken faster. */
  takeTexts(brought: BroughtTexts): void;
  /**
   * Undefined while there is room for more; else wait, and ask again. Ask after every few dozen kilobytes.
   * @throws {StoreError} what was taken before could not be saved.
   */
  room(): Promise<void> | undefined;
  /** Resolves when all that was taken is durable. @throws {StoreError} some of it may not be; what is, is known when it comes again. */
  end(): Promise<Taken>;
}

export interface Taken {
  /** Counted for the first time. */
  readonly counted: number;
  /** Came before: nothing changed. */
  readonly known: number;
}

/** What the intake remembers of a caller. */
export interface Taker {
  counted: number;
  known: number;
  /** Why some of what was taken could not be saved. */
  failure?: unknown;
  /** Of the batch that the latest of it is in: those of one stream are saved one after the other. */
  saved?: Promise<void>;
}

export function newTaker(): Taker {
  return { counted: 0, known: 0 };
}

/** @throws what the taker's failure is, if there is one. */
export function assertSaved({ failure }: Taker): void {
  if (failure !== undefined) throw failure;
}

/** Resolves when everything of the taker is saved. @throws {StoreError} */
export async function takenBy(taker: Taker): Promise<Taken> {
  await taker.saved;
  assertSaved(taker);
  return { counted: taker.counted, known: taker.known };
}
