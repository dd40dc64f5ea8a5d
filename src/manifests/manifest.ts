import type { Scope } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';

/** The systems that manifests are written for. */
export const TARGETS = ['argo', 'flagger', 'istio', 'envoy', 'gateway', 'grafana', 'kubernetes'] as const;
export type Target = (typeof TARGETS)[number];

/** Plain data, as it is written. */
export type ManifestData = { readonly [field: string]: unknown };

/** One document, and the name of the file it is written to. */
export interface Manifest {
  readonly file: string;
  readonly data: ManifestData;
}

/** What manifests are written from: a config, and what it does not say of the place it is used in. */
export interface ManifestRequest {
  readonly config: AnalysisConfig;
  /** Of the things written, and of the application; see assertName. */
  readonly name: string;
  /** Undefined: that of whoever applies the manifests. */
  readonly namespace?: string;
  /** Address of Serinus as the cluster knows it, without a slash at its end. */
  readonly url: string;
  /** The server asks who its clients are: a token is taken from the secret `serinus`. */
  readonly auth: boolean;
  /** Values of the config's variables, as far as they are given. */
  readonly control: Scope;
  readonly candidate: Scope;
  /** Share of the requests that the candidate gets, whole, in [1, 100]. */
  readonly percent: number;
  /** Of the application's service. */
  readonly port: number;
  /** Host name that the routes are for; undefined: the application's own, or any. */
  readonly host?: string;
  /** Name of the gateway that the routes belong to, or its namespace and name with a slash between. */
  readonly gateway?: string;
  readonly image: string;
  /** Address of the Prometheus that Serinus asks. */
  readonly prometheusUrl: string;
}

/** The secret with the client's token (key `token`) and, for Serinus itself, the token's hash (key `sha256`). */
export const SECRET = 'serinus';

/** A Kubernetes object with its file. */
export function manifest(
  apiVersion: string,
  kind: string,
  { metadata, ...rest }: ManifestData & { readonly metadata: Metadata },
): Manifest {
  return { file: `${kind.toLowerCase()}-${metadata.name}.yaml`, data: { apiVersion, kind, metadata, ...rest } };
}

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The metadata of something called so in the request's namespace. */
export function metadata(name: string, { namespace }: Pick<ManifestRequest, 'namespace'>): Metadata {
  return { name, ...(namespace !== undefined && { namespace }) };
}
