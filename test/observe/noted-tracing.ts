import type { Attributes, Span, SpanStart, Tracing } from '../../src/observe/tracing.ts';

export interface NotedSpan extends SpanStart {
  readonly name: string;
  readonly span: Span;
  readonly noted: Attributes[];
  /** One entry for each time it was ended: the failure, or undefined. */
  readonly ends: (string | undefined)[];
}

/** Tracing that keeps its spans, in the order they began. */
export function notedTracing(): Tracing & { readonly spans: readonly NotedSpan[] } {
  const spans: NotedSpan[] = [];
  return {
    spans,
    begin(name, start) {
      const [noted, ends]: [Attributes[], (string | undefined)[]] = [[], []];
      const traceId = start.below?.traceId ?? `trace ${spans.length + 1}`;
      const span: Span = { traceId, note: (attributes) => void noted.push(attributes), end: (failure) => void ends.push(failure) };
      spans.push({ ...start, name, span, noted, ends });
      return span;
    },
    headersBelow: (span) => ({ traceparent: `below ${spans.find((one) => one.span === span)?.name}` }),
    stop: async () => undefined,
  };
}
