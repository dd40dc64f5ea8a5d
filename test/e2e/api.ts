import assert from 'node:assert/strict';

import type { AnyDocument } from '../support/config-document.ts';

/** The HTTP API as a user calls it. Replies that are not of status 2xx fail the test, unless they are asked for by `ask`. */
export interface Api {
  readonly url: string;
  ask(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly body: AnyDocument }>;
  get(path: string): Promise<AnyDocument>;
  /** Starts the analysis of a candidate of the shop against v1. */
  start(config: string, candidate: string, startMs: number): Promise<string>;
  verdict(analysis: string): Promise<AnyDocument>;
  /** All of them, page by page. */
  looks(analysis: string): Promise<AnyDocument[]>;
}

export function apiAt(url: string): Api {
  const ask: Api['ask'] = async (path, init) => {
    const response = await fetch(url + path, init);
    return { status: response.status, body: (await response.json()) as AnyDocument };
  };
  const get: Api['get'] = async (path) => {
    const { status, body } = await ask(path);
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    url,
    ask,
    get,
    async start(config, candidate, startMs) {
      const { status, body } = await ask('/analyses', post({ config, ...sides(candidate), start: new Date(startMs).toISOString() }));
      assert.equal(status, 201, JSON.stringify(body));
      return body.id;
    },
    verdict: (analysis) => get(`/verdict?analysis=${analysis}`),
    async looks(analysis) {
      const looks: AnyDocument[] = [];
      let cursor: string | undefined;
      do {
        const page = await get(`/analyses/${analysis}/looks?limit=20${cursor === undefined ? '' : `&cursor=${cursor}`}`);
        looks.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return looks;
    },
  };
}

const sides = (candidate: string) => ({ control: { version: 'v1' }, candidate: { version: candidate } });

export function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** The metric of that name in a verdict. */
export function metricOf(verdict: AnyDocument, name: string): AnyDocument {
  const found = verdict.metrics.find((metric: AnyDocument) => metric.name === name);
  assert.ok(found, `no metric ${name} in ${JSON.stringify(verdict)}`);
  return found;
}
