import type { ManifestRequest } from './manifest.ts';

/** Where the container finds its settings and its store. */
export const FOLDERS = { settings: '/etc/serinus', store: '/data' } as const;
export const CONTAINER_PORT = 8080;

/** The labels that select the server's pod. */
export function labelsOf({ name }: ManifestRequest): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': 'serinus', 'app.kubernetes.io/instance': name };
}
