import type { HttpSourceOptions, SourceAuth } from '../http/options.ts';

/** `url` is what `/api/v1/query_range` follows. */
export interface PrometheusSourceOptions extends HttpSourceOptions {
  readonly auth?: Exclude<SourceAuth, { readonly kind: 'token' }>;
  /** Sent with every query, such as `dedup` to a Thanos: each name with its values. */
  readonly params?: Readonly<Record<string, readonly string[]>>;
}
