/** What is told of a span beside its name; named as OpenTelemetry's conventions name it, where they do. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One piece of work of a trace, from when it began until it is ended. */
export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  note(attributes: Attributes): void;
  /** To be called once. @param failure the code of what went wrong; never a message, which may hold what is not for a trace. */
  end(failure?: string): void;
}

export interface SpanStart {
  /** `server`: answers another program; `client`: waits for one. */
  readonly kind: 'server' | 'client' | 'internal';
  readonly attributes: Attributes;
  /** The span it is a part of. Without it, and without such headers, a trace begins here. */
  readonly below?: Span | undefined;
  /** Headers in which another program may say of which trace its request is: W3C's traceparent and tracestate. */
  readonly from?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Where spans go. Nothing here throws: what cannot be traced is not. */
export interface Tracing {
  begin(name: string, start: SpanStart): Span;
  /** Tells another program that its work is a part of the span. */
  headersBelow(span: Span): Readonly<Record<string, string>>;
  /** Hands over what is left, within 5 s. */
  stop(): Promise<void>;
}
