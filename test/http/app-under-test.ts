import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import { numeric } from '../../src/comparison/comparators/numeric.ts';
import { buildApp } from '../../src/http/app.ts';
import type { HttpDeps, JudgeInfo } from '../../src/http/deps.ts';
import { fakeChallenges } from './fake-challenges.ts';
import { fakeComparisons } from './fake-comparisons.ts';
import { fakeIntake } from './fake-intake.ts';
import { createFakeService, type FakeService } from './fake-service.ts';
import { START, sampleAnalysis, sampleLook, shopConfig } from './sample-data.ts';

const someJudge: JudgeInfo = {
  name: 'ratio',
  description: 'Compares two shares.',
  kinds: ['ratio'],
  parameters: Type.Object({ cap: Type.Number({ default: 2 }) }, { additionalProperties: false }),
};

export interface AppUnderTest {
  readonly app: FastifyInstance;
  readonly service: FakeService;
  /** Parsed lines of the log. */
  readonly log: { readonly [key: string]: unknown }[];
}

/** The real app over a fake service that holds `a-1`, judged three times, and `a-2`, not judged yet. */
export function startApp(t: { after(close: () => unknown): void }, changes: Partial<HttpDeps> = {}): AppUnderTest {
  const looks = [1, 2, 3].map((number) => sampleLook(number));
  const { verdict, score, reason, slotMs } = looks[2]!;
  const judged = sampleAnalysis({ verdict, score, reason, looks: 3, lastSlotMs: slotMs, nextSlotMs: slotMs + 60_000 });
  const service = createFakeService([judged, sampleAnalysis({ id: 'a-2', key: 'user:second' })], looks);
  const log: { readonly [key: string]: unknown }[] = [];
  const app = buildApp({
    service,
    clock: { now: () => START },
    configs: () => [shopConfig],
    judges: () => [someJudge],
    judgeRegistry: new Map(),
    comparators: () => [numeric],
    comparisons: fakeComparisons(),
    challenges: fakeChallenges(),
    intake: fakeIntake(),
    readiness: async () => ({ ready: true, checks: [{ name: 'store', ok: true }] }),
    metrics: new Registry(),
    logger: pino({ level: 'debug' }, { write: (line: string) => log.push(JSON.parse(line)) }),
    version: '1.2.3',
    ...changes,
  });
  t.after(() => app.close());
  return { app, service, log };
}

/** That a reply is a problem document in every part. */
export function assertProblem(
  reply: { statusCode: number; headers: Record<string, unknown>; json(): unknown },
  expected: { readonly status: number; readonly code: string; readonly field?: string },
): void {
  const body = reply.json() as Record<string, unknown>;
  assert.deepEqual({ status: reply.statusCode, code: body.code, field: body.field }, { field: undefined, ...expected });
  assert.match(String(reply.headers['content-type']), /^application\/problem\+json/);
  assert.equal(body.type, 'about:blank');
  assert.equal(body.status, reply.statusCode);
  assert.equal(body.instance, reply.headers['x-request-id']);
  assert.ok(typeof body.title === 'string' && typeof body.detail === 'string' && body.detail !== '');
}
