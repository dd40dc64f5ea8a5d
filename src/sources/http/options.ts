import { BadInputError } from '../../errors.ts';
import type { Secret } from '../../model/secret.ts';

/** What the header Authorization is made of; `token` is InfluxDB's scheme of that name. */
export type SourceAuth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret }
  | { readonly kind: 'token'; readonly token: Secret };

/** A server that answers queries over HTTP, and how to treat it. */
export interface HttpSourceOptions {
  /** Name of the source in the settings; errors begin with it. */
  readonly name: string;
  /** Root of the server, with a path prefix where there is one. */
  readonly url: URL;
  readonly auth?: SourceAuth;
  /** Sent with every request, such as X-Scope-OrgID for a tenant. */
  readonly headers?: Readonly<Record<string, string | Secret>>;
  /** Sent with every request as well; asked anew for each. */
  readonly traceHeaders?: () => Readonly<Record<string, string>>;
  /** PEM text of the certificate authorities to trust, instead of the ones Node.js brings. */
  readonly ca?: string;
  /** From sending a request to the last byte of its reply, > 0. */
  readonly timeoutMs: number;
  /** Requests under way at one time, >= 1; further ones wait. */
  readonly maxConcurrent: number;
  /** Repetitions of a request that failed for a reason that may pass, >= 0. */
  readonly retries: number;
  /** Points of one query over all its series and its whole window, >= 1. */
  readonly maxPoints: number;
}

/** What a source needs of the world beside the network. */
export interface SourceDeps {
  /** Unix milliseconds, for comparing a server's clock with ours. */
  readonly now: () => number;
  /** Uniform in [0, 1); spreads the retries of many replicas. */
  readonly random: () => number;
  /** Resolves after that time; when aborted it may reject or resolve at once. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The URL that the paths of the API are appended to. @throws {BadInputError} it is not http or https, or holds credentials, a query or a fragment. */
export function endpointOf({ name, url }: Pick<HttpSourceOptions, 'name' | 'url'>): string {
  const field = `sources.${name}.url`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new BadInputError(field, `${url.protocol} is neither http: nor https:`);
  if (url.username || url.password) throw new BadInputError(field, 'holds credentials; they belong in auth');
  if (url.search || url.hash) throw new BadInputError(field, 'ends in a query or a fragment; only a path may follow the host');
  return url.href.replace(/\/+$/, '');
}
