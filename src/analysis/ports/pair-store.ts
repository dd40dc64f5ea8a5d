import type { AnswerPair, Features } from '../../comparison/answer-pair.ts';
import type { Hashes } from '../../comparison/request-hash.ts';
import type { DetailTally, StepTally, Timed } from '../../comparison/tally.ts';
import type { Json } from '../../model/json.ts';
import type { Page } from './page.ts';

/** Whose pairs: those of one candidate under one config. */
export interface PairStream {
  readonly config: string;
  /** 1 to 253 characters. */
  readonly candidate: string;
}

export type HalfSide = 'control' | 'candidate';

/** One side's answer to a request, which waits for the other side's. */
export interface PairHalf {
  /** Of the request, 1 to 200 characters. */
  readonly id: string;
  readonly side: HalfSide;
  readonly answer: Json;
  readonly secondControl?: Json;
  readonly latencyMs?: number;
  readonly features?: Features;
  readonly version?: string;
  readonly arrivedAtMs: number;
}

export const MARKS = ['candidate-better', 'control-better', 'both-fine', 'noise'] as const;
export type Mark = (typeof MARKS)[number];

/** A pair kept for review, redacted. */
export interface NewSample {
  readonly atMs: number;
  readonly pair: AnswerPair;
  readonly isDivergent: boolean;
  /** The lowest of its comparators. */
  readonly similarity: number | null;
  readonly segment: string | null;
  /** By comparator: the fields in which the candidate differs. */
  readonly differences: readonly {
    readonly comparator: string;
    readonly field: string;
    readonly type: string;
    readonly category?: string;
  }[];
}

export interface Review {
  readonly mark: Mark;
  readonly note?: string;
  /** Who marked it: a client's name; absent where nobody is asked who they are. */
  readonly by?: string;
  readonly markedAtMs: number;
}

/** (stream, pair.id) is unique. */
export interface Sample extends NewSample {
  readonly review?: Review;
}

/** What becomes of pairs in one transaction: their ids are known, they are counted, some are kept; halves with these ids are gone. */
export interface PairBatch {
  readonly stream: PairStream;
  /** When it came, Unix milliseconds: how long its ids are known is counted from then. */
  readonly atMs: number;
  /** Of requests, each once. A batch without any is added whenever it comes: nobody can tell that it came before. */
  readonly ids: readonly string[];
  /** `hashIds` of them, where the caller has it. */
  readonly hashes?: Hashes;
  readonly steps: readonly Timed<StepTally>[];
  readonly details: readonly Timed<DetailTally>[];
  readonly samples: readonly NewSample[];
}

export interface SampleFilter {
  readonly fromMs?: number;
  /** Not included. */
  readonly toMs?: number;
  readonly isDivergent?: boolean;
  /** `none`: those without a review; `any`: those with one. */
  readonly mark?: Mark | 'none' | 'any';
  readonly segment?: string;
  /** Default newest. */
  readonly order?: 'newest' | 'least-similar';
  /** 1 to 500. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface SampleCounts {
  readonly stored: number;
  readonly marks: Readonly<Record<Mark, number>>;
}

/**
 * Where pairs are counted, part of the store: a method that returned has made its change durable, and throws a StoreError when it cannot.
 * A pair is counted exactly once, whatever is repeated, from whichever process, after whichever crash.
 */
export interface PairStore {
  /**
   * Adds the batch, or nothing when some of its ids were added before: those are returned then, for the caller to leave out.
   * Tallies are merged into what is there of the same stream, start and length.
   */
  savePairs(batch: PairBatch): Promise<{ readonly saved: true } | { readonly saved: false; readonly known: readonly string[] }>;
  /**
   * Keeps halves, each once by (id, side), unless the pair of that id has been counted or given up.
   * @returns ids of those of them that now have both halves here, and how many were known already.
   */
  keepHalves(stream: PairStream, halves: readonly PairHalf[]): Promise<{ readonly complete: readonly string[]; readonly known: number }>;
  /** Both halves of those ids, as far as they are here. */
  findHalves(stream: PairStream, ids: readonly string[]): Promise<readonly PairHalf[]>;
  /**
   * Requests of a config, of any of its streams, whose first half arrived before that moment, oldest first, with the halves that are here.
   * They stay until savePairs has their ids.
   */
  waitingHalves(of: {
    readonly config: string;
    readonly arrivedBeforeMs: number;
    /** Requests, 1 or more. */
    readonly limit: number;
    /** `complete`: those with both halves here. Asked for every second, with nothing to be found as a rule. */
    readonly only?: 'complete';
  }): Promise<readonly { readonly stream: PairStream; readonly halves: readonly PairHalf[] }[]>;
  /** Those whose startMs is in [fromMs, toMs), by time. */
  findSteps(stream: PairStream, fromMs: number, toMs: number): Promise<readonly Timed<StepTally>[]>;
  findDetails(stream: PairStream, fromMs: number, toMs: number): Promise<readonly Timed<DetailTally>[]>;
  /** Streams with a step in [fromMs, toMs), by config and candidate. */
  listStreams(of: { readonly config?: string; readonly fromMs: number; readonly toMs: number }): Promise<readonly PairStream[]>;
  listSamples(stream: PairStream, filter: SampleFilter): Promise<Page<Sample>>;
  /** Puts the review in the place of an earlier one; undefined when there is no such sample. */
  reviewSample(stream: PairStream, id: string, review: Review): Promise<Sample | undefined>;
  /** Of those with atMs in [fromMs, toMs). */
  countSamples(stream: PairStream, fromMs: number, toMs: number): Promise<SampleCounts>;
  /** Marks of samples with atMs in [fromMs, toMs), by atMs. */
  listMarks(stream: PairStream, fromMs: number, toMs: number): Promise<readonly { readonly atMs: number; readonly mark: Mark }[]>;
  /**
   * Removes some of what is older than it is kept: tallies, samples (by atMs), ids of counted pairs, and halves as old as these, which only
   * a config that is gone leaves behind; of all streams. Ids may go later than that, in lots, but never earlier.
   * @param limit rows of a step, about. @returns how many were removed; 0 when nothing is left to remove.
   */
  removePairs(of: {
    readonly talliesBeforeMs: number;
    readonly samplesBeforeMs: number;
    readonly idsBeforeMs: number;
    readonly limit: number;
  }): Promise<number>;
}
