/** Base of every error thrown on purpose. `code` is stable and public; `message` is for people and may change. */
export class SerinusError extends Error {
  override readonly name: string = 'SerinusError';
  readonly code: string;
  /** The HTTP status this error is worth; the CLI maps the code to its exit status. */
  readonly statusCode: number;

  constructor(code: string, statusCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.statusCode = statusCode;
  }
}

/** Input from outside that cannot be accepted. `field` is a path such as `control.version`. */
export class BadInputError extends SerinusError {
  override readonly name: string = 'BadInputError';
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super('BAD_INPUT', 400, `${field}: ${message}`, options);
    this.field = field;
  }
}

/** A metric source could not answer. `retryable` says whether asking again can help. */
export class SourceError extends SerinusError {
  override readonly name: string = 'SourceError';
  readonly source: string;
  readonly retryable: boolean;

  constructor(source: string, message: string, retryable: boolean, options?: ErrorOptions) {
    super('SOURCE_FAILED', 502, `${source}: ${message}`, options);
    this.source = source;
    this.retryable = retryable;
  }
}

/** A source answered, but not with what the metric's kind needs (several series where one is wanted, no `le` label, ...). */
export class MetricDataError extends SerinusError {
  override readonly name: string = 'MetricDataError';

  constructor(metric: string, message: string, options?: ErrorOptions) {
    super('METRIC_DATA', 422, `${metric}: ${message}`, options);
  }
}

/** What people know a thing by; others have an id. */
const KNOWN_BY: Readonly<Record<string, string>> = { config: 'name' };

export class NotFoundError extends SerinusError {
  override readonly name: string = 'NotFoundError';

  /** @param sentence in the place of the one about the id, for what was looked for by something else. */
  constructor(thing: string, id: string, sentence = `no ${thing} has the ${KNOWN_BY[thing] ?? 'id'} ${JSON.stringify(id)}`) {
    super('NOT_FOUND', 404, sentence);
  }
}

/** The store cannot be used: missing, locked, full, read-only, corrupted. */
export class StoreError extends SerinusError {
  override readonly name: string = 'StoreError';

  constructor(code: `STORE_${string}`, message: string, options?: ErrorOptions) {
    super(code, 503, message, options);
  }
}
