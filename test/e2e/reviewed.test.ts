import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { comparedDocument } from '../support/compared-config.ts';
import type { AnyDocument } from '../support/config-document.ts';
import { post } from './api.ts';
import { type Program, startProgram, userFolder } from './program.ts';

const START = Date.parse('2026-01-31T12:00:00Z');
const MINUTE_MS = 60_000;

/** Two configs of the same pairs: one whose verdict hears reviewers, and one whose does not. */
function withMetrics(name: string, metrics: readonly object[]): AnyDocument {
  const document = comparedDocument(name);
  return { ...document, spec: { ...document.spec, interval: '1m', duration: { min: '5m', max: '2h' }, metrics } };
}
const divergence = { name: 'divergence', kind: 'comparison' };
const configs = [
  withMetrics('heard', [divergence, { name: 'reviewed', kind: 'comparison', measure: 'reviewed' }]),
  withMetrics('unheard', [divergence]),
];

describe('marks of reviewers', () => {
  const user = userFolder(configs);
  const analyses = new Map<string, string>();
  let program: Program;
  const ask = async (path: string, init: RequestInit): Promise<AnyDocument> => {
    const { status, body } = await program.api.ask(path, init);
    assert.ok(status < 300, `${path}: ${JSON.stringify(body)}`);
    return body;
  };
  before(async () => {
    program = await startProgram({ folder: user.folder, nowMs: START });
    for (const { metadata } of configs) {
      const { id } = await ask('/analyses', post({ config: metadata.name, control: {}, candidate: {} }));
      analyses.set(metadata.name, id);
    }
    // One pair of twenty differs: more than is safe, less than is harmful.
    for (let minute = 0; minute < 20; minute++) {
      await program.moveTo(START + minute * MINUTE_MS + 1000);
      const pairs = Array.from({ length: 20 }, (_, i) => ({ id: `${minute}-${i}`, control: 'cat', candidate: i === 0 ? 'dog' : 'cat' }));
      const headers = { 'content-type': 'application/x-ndjson' };
      const body = pairs.map((pair) => JSON.stringify(pair)).join('\n');
      for (const name of analyses.keys()) await ask(`/compare/batch?config=${name}`, { method: 'POST', headers, body });
    }
  });
  after(async () => {
    await program?.stop();
    user.remove();
  });

  const verdicts = async () => {
    const all: Record<string, string> = {};
    for (const [name, id] of analyses) all[name] = (await program.api.verdict(id)).verdict;
    return all;
  };

  it('decide nothing while there are none', async () => {
    await program.moveTo(START + 20 * MINUTE_MS);
    assert.deepEqual(await verdicts(), { heard: 'continue', unheard: 'continue' });
  });

  it('that call differences noise decide nothing', async () => {
    for (let minute = 0; minute < 4; minute++) await markAll(minute, 'noise');
    await program.moveTo(START + 21 * MINUTE_MS);
    assert.deepEqual(await verdicts(), { heard: 'continue', unheard: 'continue' });
  });

  it('that prefer the control roll back where the config has a metric of them, and only there', async () => {
    for (let minute = 4; minute < 16; minute++) await markAll(minute, 'control-better');
    await program.moveTo(START + 22 * MINUTE_MS);
    assert.deepEqual(await verdicts(), { heard: 'rollback', unheard: 'continue' });
    const { metrics, reason } = await program.api.verdict(analyses.get('heard')!);
    assert.match(reason, /^reviewed: 12 of 12/);
    assert.equal(metrics.find(({ name }: AnyDocument) => name === 'reviewed').classification, 'high');
    const { reviews } = await program.api.get('/reports/divergence?config=heard');
    assert.deepEqual([reviews.marks['control-better'], reviews.marks.noise], [12, 4]);
  });

  async function markAll(minute: number, mark: string): Promise<void> {
    for (const name of analyses.keys()) await ask(`/compare/samples/${minute}-0/mark?config=${name}`, { ...post({ mark }), method: 'PUT' });
  }
});
