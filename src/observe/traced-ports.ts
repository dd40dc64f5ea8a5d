import type { AroundJudgement } from './around-judges.ts';
import type { AroundQuery } from './around-source.ts';
import type { AroundOperation } from './around-store.ts';
import { errorCode } from './error-code.ts';
import type { Origins } from './origins.ts';
import type { Attributes, Span, Tracing } from './tracing.ts';

/** Characters of a query that a span shows. */
const QUERY_LENGTH = 2_000;

export interface TracedPorts {
  readonly operation: AroundOperation;
  readonly query: AroundQuery;
  readonly judgement: AroundJudgement;
}

/** Spans for what the ports do, as parts of a request or a look: what the process does of its own accord every second begins no trace. */
export function tracedPorts(tracing: Tracing, origins: Origins): TracedPorts {
  const spanBelow = (name: string, kind: 'client' | 'internal', attributes: Attributes): Span | undefined => {
    const { span } = origins.current();
    return span && tracing.begin(name, { kind, attributes, below: span });
  };
  /** The work, with the span as what it belongs to. */
  const inSpan = <T>(span: Span, work: () => Promise<T>): Promise<T> =>
    origins.within({ ...origins.current(), span }, async () => {
      try {
        const result = await work();
        span.end();
        return result;
      } catch (error) {
        span.end(errorCode(error));
        throw error;
      }
    });

  return {
    operation: (operation) => {
      const attributes = { 'db.operation.name': operation };
      return (work) => {
        const span = spanBelow(`store ${operation}`, 'client', attributes);
        return span === undefined ? work() : inSpan(span, work);
      };
    },
    query:
      (source) =>
      ({ query, window }, work) => {
        const span = spanBelow(`query ${source}`, 'client', {
          'serinus.source': source,
          'db.query.text': query.slice(0, QUERY_LENGTH),
          'serinus.window.start': new Date(window.startMs).toISOString(),
          'serinus.window.end': new Date(window.endMs).toISOString(),
        });
        return span === undefined ? work() : inSpan(span, work);
      },
    judgement:
      (judge) =>
      ({ metric }, work) => {
        const span = spanBelow(`judge ${judge}`, 'internal', { 'serinus.judge': judge, 'serinus.metric': metric });
        try {
          const result = work();
          span?.end();
          return result;
        } catch (error) {
          span?.end(errorCode(error));
          throw error;
        }
      },
  };
}
