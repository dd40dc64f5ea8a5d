import { joinedPair } from '../../analysis/comparison/join-halves.ts';
import type { AnswerPair } from '../../comparison/answer-pair.ts';
import type { HalfAnswer } from '../../comparison/read-pair.ts';
import { recentIds } from './recent-ids.ts';

export type AnswerSide = 'control' | 'candidate' | 'secondControl';

export interface JoinRules {
  /** Whose answers there will be. */
  readonly sides: readonly AnswerSide[];
  /** Requests and characters of text that wait for their other answers, at most. */
  readonly maxWaiting: number;
  readonly maxChars: number;
  readonly onPair: (pair: AnswerPair) => void;
  /** @param side whose answer was there alone. */
  readonly onUnmatched: (side: 'control' | 'candidate') => void;
}

/** Joins answers that come in any order, in bounded room. */
export interface AnswerJoin {
  /** @param chars of the text it was read from. @returns false: it was answered before, as far back as requests may wait; the first answer stands. */
  add(side: AnswerSide, answer: HalfAnswer, chars: number): boolean;
  /** Gives up whatever still waits. */
  end(): void;
  /** Requests that were given up before the end, for lack of room. */
  readonly givenUp: number;
}

/** The answers to one request. */
interface Request {
  readonly id: string;
  readonly answers: Partial<Record<AnswerSide, HalfAnswer>>;
  count: number;
  chars: number;
  isWaiting: boolean;
}

/** A second control without its pair is nothing that could be compared; a pair without a second control is a pair. */
export function joinAnswers({ sides, maxWaiting, maxChars, onPair, onUnmatched }: JoinRules): AnswerJoin {
  const waiting = new Map<string, Request>();
  const joined = recentIds(maxWaiting);
  /** Oldest first from `oldest` on; those that no longer wait are swept out when they are the most. */
  let queue: Request[] = [];
  let oldest = 0;
  let chars = 0;
  let givenUp = 0;

  const remove = (request: Request): void => {
    request.isWaiting = false;
    waiting.delete(request.id);
    chars -= request.chars;
    const { control, candidate, secondControl } = request.answers;
    if (control !== undefined && candidate !== undefined) {
      joined.add(request.id);
      onPair(pairOf(control, candidate, secondControl));
    } else if (control !== undefined) onUnmatched('control');
    else if (candidate !== undefined) onUnmatched('candidate');
  };
  const wait = (request: Request): void => {
    waiting.set(request.id, request);
    if (queue.length > 2 * waiting.size + 1_000) {
      queue = queue.filter(({ isWaiting }) => isWaiting);
      oldest = 0;
    }
    queue.push(request);
    request.isWaiting = true;
  };
  const giveUpOldest = (): void => {
    const request = queue[oldest++]!;
    if (!request.isWaiting) return;
    givenUp++;
    remove(request);
  };

  return {
    add(side, answer, length) {
      const request = waiting.get(answer.id) ?? { id: answer.id, answers: {}, count: 0, chars: 0, isWaiting: false };
      if (request.answers[side] !== undefined || joined.has(answer.id)) return false;
      request.answers[side] = answer;
      request.count++;
      request.chars += length;
      chars += length;
      if (request.count === sides.length) remove(request);
      else if (!request.isWaiting) wait(request);
      while (waiting.size > maxWaiting || chars > maxChars) giveUpOldest();
      return true;
    },
    end() {
      for (const request of waiting.values()) remove(request);
    },
    get givenUp() {
      return givenUp;
    },
  };
}

function pairOf(control: HalfAnswer, candidate: HalfAnswer, second: HalfAnswer | undefined): AnswerPair {
  const pair = joinedPair(control, candidate);
  return second === undefined ? pair : { ...pair, secondControl: second.answer };
}
