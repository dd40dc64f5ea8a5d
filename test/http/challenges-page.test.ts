import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { createChallenges } from '../../src/analysis/challenge/create-challenges.ts';
import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { createService } from '../../src/analysis/create-service.ts';
import { keyedMutex } from '../../src/analysis/keyed-mutex.ts';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { runDueLook } from '../../src/analysis/run-due.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import type { ConfigDocument } from '../../src/model/config-document.ts';
import { sampleCount } from '../../src/model/time-series.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { seeded } from '../support/random.ts';
import { startApp } from './app-under-test.ts';

const page = readFileSync('docs/challenges.md', 'utf8');
const START = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
/** Shares of requests that fail. */
const ERRORS: Readonly<Record<string, number>> = { v1: 0.02, v2: 0.02, v3: 0.01, v4: 0.04 };
const REQUESTS = 3_000;

/** Requests and errors of each minute, the same whenever they are asked for. */
const source: MetricSource = {
  name: 'prometheus',
  dialect: 'promql',
  async query({ query, window: { startMs, endMs, stepMs } }) {
    const version = /version="(v\d)"/.exec(query)![1]!;
    const random = seeded(Number(version.slice(1)));
    const errors = Array.from({ length: 200 }, () => random.poisson(REQUESTS * ERRORS[version]!));
    const values = Float64Array.from({ length: sampleCount({ startMs, endMs, stepMs }) }, (_, i) =>
      query.includes('errors') ? errors[(startMs - START) / stepMs + i]! : REQUESTS,
    );
    return { series: [{ labels: {}, startMs, stepMs, values }], warnings: [] };
  },
  check: async () => undefined,
};

/** With numbers of three digits. */
function cut(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value)));
}

describe('docs/challenges.md', async () => {
  const store = await openSqliteStore({ path: ':memory:' });
  after(() => store.close());
  const judges = await loadJudges();
  const [, yaml] = page.match(/```yaml\n(.*?)```/s)!;
  const config = resolveConfig(parse(yaml!) as ConfigDocument, judges);
  let now = START;
  let ids = 0;
  const deps = {
    ...{ store, judges, mutex: keyedMutex(), clock: { now: () => now }, sourceOf: () => source, signal: new AbortController().signal },
    configs: new Map([[config.name, config]]),
    newId: () => `a-${++ids}`,
  };
  const service = createService(deps);
  const challenges = createChallenges({ ...deps, service, onError: assert.fail });
  const { app } = startApp({ after }, { service, challenges });

  const commands = [...page.matchAll(/```sh\n([\s\S]*?)\n```\n+```json\n([\s\S]*?)\n```/g)];
  it('starts a challenge and asks for it', () => assert.equal(commands.length, 2));
  for (const [, command = '', reply = ''] of commands) {
    it(command.split('\n', 1)[0]!, async () => {
      const url = /http:\/\/[^/]+(\S+)/.exec(command)![1]!;
      const payload = /-d '([^']*)'/.exec(command)?.[1];
      const headers = { 'content-type': 'application/json' };
      const sent = await app.inject({ url, ...(payload === undefined ? {} : { method: 'POST', payload, headers }) });
      assert.deepEqual(cut(sent.json()), JSON.parse(reply));
      now = START + 2 * 60 * MINUTE;
      for (const { id } of (await service.list({ limit: 10 })).items) while (await runDueLook(deps, id, deps.signal));
    });
  }
});
