import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import type { LookRequest } from '../../src/analysis/run-look.ts';
import { openObservation } from '../../src/compose/observation.ts';
import { StoreError } from '../../src/errors.ts';
import { sampleAnalysis, sampleLook, T0 } from '../store/samples.ts';
import { notedTracing } from './noted-tracing.ts';

const FULL = new StoreError('STORE_FULL', 'the disk is full');

function observed() {
  const tracing = notedTracing();
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const observation = openObservation({ logger, clock: { now: () => T0 }, version: '1.2.3', tracing });
  const metrics = async (): Promise<readonly string[]> => (await observation.registry.metrics()).split('\n');
  return { ...observation, tracing, lines, metrics };
}
const requestOf = (more: Partial<LookRequest> = {}): LookRequest => ({
  ...{ analysis: sampleAnalysis('a'), slotMs: T0, trigger: 'request', signal: new AbortController().signal },
  ...more,
});

describe('a watched look', () => {
  it('is counted and logged once it is stored, with its analysis and its request', async () => {
    const { aroundLook, origins, tracing, lines, metrics } = observed();
    const look = sampleLook('a', 1);
    const seen: unknown[] = [];
    const made = await origins.within({ requestId: 'deploy-17' }, () =>
      aroundLook(requestOf(), async () => {
        seen.push(origins.logFields());
        return look;
      }),
    );
    assert.equal(made, look);
    assert.deepEqual(seen, [{ reqId: 'deploy-17', analysis: 'a', trace_id: 'trace 1' }]);
    const { verdict, trigger, metrics: judged, final } = look;
    const served = await metrics();
    assert.ok(served.includes(`serinus_looks_total{verdict="${verdict}",trigger="${trigger}"} 1`));
    const { configName } = sampleAnalysis('a');
    const results = served.filter((line) => line.startsWith(`serinus_metric_results_total{config="${configName}"`));
    assert.equal(
      results.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0),
      judged.length,
    );
    assert.equal(served.filter((line) => line.startsWith('serinus_analyses_decided_total{')).length, final ? 1 : 0);
    assert.deepEqual([lines.length, lines[0]?.look, lines[0]?.verdict, lines[0]?.reqId], [1, 1, verdict, 'deploy-17']);
    assert.deepEqual(tracing.spans[0]?.ends, [undefined]);
  });

  it('counts the analysis that it ends, by config and verdict', async () => {
    const { aroundLook, metrics } = observed();
    await aroundLook(requestOf(), async () => ({ ...sampleLook('a', 1), final: true, verdict: 'rollback' as const }));
    const { configName } = sampleAnalysis('a');
    assert.ok((await metrics()).includes(`serinus_analyses_decided_total{config="${configName}",verdict="rollback"} 1`));
  });

  it('is none when another process was first', async () => {
    const { aroundLook, lines, metrics } = observed();
    assert.equal(await aroundLook(requestOf(), async () => undefined), undefined);
    assert.deepEqual(lines, []);
    assert.ok(!(await metrics()).some((line) => line.startsWith('serinus_looks_total{')));
  });

  for (const { name, request, failures } of [
    { name: 'on request is counted and logged', request: requestOf(), failures: 1 },
    { name: 'of the schedule is left to the queue to say', request: requestOf({ trigger: 'schedule' }), failures: 0 },
    { name: 'that was called off is no failure', request: requestOf({ signal: AbortSignal.abort() }), failures: 0 },
  ]) {
    it(`that fails ${name}`, async () => {
      const { aroundLook, tracing, lines, metrics } = observed();
      await assert.rejects(
        aroundLook(request, () => Promise.reject(FULL)),
        FULL,
      );
      assert.ok((await metrics()).includes(`serinus_look_failures_total ${failures}`));
      assert.deepEqual(
        lines.map(({ analysis }) => analysis),
        Array(failures).fill('a'),
      );
      assert.deepEqual(tracing.spans[0]?.ends, ['STORE_FULL']);
    });
  }
});
