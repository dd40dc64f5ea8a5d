import type { MetricSource, SourceQuery, SourceReply } from '../../analysis/ports/metric-source.ts';

/** A reply, and its place in the order in which the source was asked. */
export interface Answer {
  readonly reply: SourceReply;
  /** Greater than that of every earlier question. */
  readonly number: number;
}

export interface SharedAsks {
  /** As the source's query; a question that is under way already is not sent a second time. `isShared` is told. */
  ask(request: SourceQuery): Promise<Answer>;
}

interface Flight {
  readonly answer: Promise<Answer>;
  readonly abort: AbortController;
  waiting: number;
}

/**
 * One question of the same query and window at a time: who asks it meanwhile gets the same answer or the same error. One who gives up
 * leaves the others waiting; when the last one gives up, the question is given up as well.
 */
export function sharedAsks(source: Pick<MetricSource, 'query'>, onShared: () => void): SharedAsks {
  const flights = new Map<string, Flight>();
  let asked = 0;

  const start = (key: string, { signal: _, ...question }: SourceQuery): Flight => {
    const abort = new AbortController();
    const number = ++asked;
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const answer = source.query({ ...question, signal: abort.signal }).then((reply) => ({ reply, number }));
    const flight: Flight = { answer, abort, waiting: 0 };
    answer.then(land, land);
    flights.set(key, flight);
    return flight;
  };

  return {
    async ask(request) {
      const { query, kind, window, signal } = request;
      signal.throwIfAborted();
      const key = JSON.stringify([query, formOf(kind), window.startMs, window.endMs, window.stepMs]);
      const known = flights.get(key);
      if (known) onShared();
      const flight = known ?? start(key, request);
      flight.waiting++;
      try {
        return await untilAborted(flight.answer, signal);
      } finally {
        if (--flight.waiting === 0 && signal.aborted) {
          // Nobody may join a question that is being given up.
          if (flights.get(key) === flight) flights.delete(key);
          flight.abort.abort(signal.reason);
        }
      }
    },
  };
}

/** All that a metric's kind changes in an answer: the total of a ratio may be the exposure of a count as well. */
export const formOf = (kind: SourceQuery['kind']): 'histogram' | null => (kind === 'histogram' ? kind : null);

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
