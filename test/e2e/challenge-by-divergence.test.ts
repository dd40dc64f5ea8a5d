import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AnyDocument } from '../support/config-document.ts';
import { seeded } from '../support/random.ts';
import { post } from './api.ts';
import { type Program, startProgram, userFolder } from './program.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 2, 9);
const PAIRS = 200;
/** Share of the requests to which each answers another class than v1. */
const DIVERGENCE = { int8: 0.03, int4: 0.06 } as const;
const config: AnyDocument = {
  apiVersion: 'serinus.dev/v1',
  kind: 'CanaryAnalysis',
  metadata: { name: 'animals' },
  spec: {
    mode: 'shadow',
    variables: { version: {} },
    comparison: { candidate: '${version}', comparators: { animal: { type: 'classification' } } },
    duration: { min: '60m', max: '2h' },
    metrics: [
      { name: 'divergence', kind: 'comparison', judge: { name: 'divergence', parameters: { promoteBelow: 0.09, rollbackAbove: 0.2 } } },
    ],
  },
};

describe('two quantisations of a model at once', () => {
  let program: Program;
  const user = userFolder([config]);
  const random = seeded(7);
  before(async () => {
    program = await startProgram({ folder: user.folder, nowMs: START });
  });
  after(async () => {
    await program?.stop();
    user.remove();
  });

  const sendPairs = async (minute: number, candidate: keyof typeof DIVERGENCE): Promise<void> => {
    const lines = Array.from({ length: PAIRS }, (_, i) =>
      JSON.stringify({ id: `${minute}-${i}`, control: 'cat', candidate: random.uniform() < DIVERGENCE[candidate] ? 'dog' : 'cat' }),
    );
    const { status } = await program.api.ask(`/compare/batch?config=animals&candidate=${candidate}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    assert.equal(status, 200);
  };

  it('the one that differs less from the model in production is the best, once that is proven', async () => {
    const candidates = { int8: { version: 'int8' }, int4: { version: 'int4' } };
    const { status, body } = await program.api.ask('/challenges', post({ config: 'animals', control: { version: 'v1' }, candidates }));
    assert.equal(status, 201, JSON.stringify(body));
    for (let minute = 0; minute < 62; minute++) {
      await program.moveTo(START + minute * MINUTE);
      await Promise.all([sendPairs(minute, 'int8'), sendPairs(minute, 'int4')]);
    }
    const { best, reason, candidates: table } = await program.api.get(`/challenges/${body.id}`);
    assert.deepEqual(
      table.map(({ name, verdict }: AnyDocument) => [name, verdict]),
      [
        ['int8', 'promote'],
        ['int4', 'promote'],
      ],
    );
    assert.equal(best, 'int8', reason);
  });

  it('whose pairs would come under one name are refused', async () => {
    const candidates = { int8: { version: 'int8' }, again: { version: 'int8' } };
    const { status, body } = await program.api.ask('/challenges', post({ config: 'animals', control: { version: 'v1' }, candidates }));
    assert.deepEqual(
      [status, body.detail],
      [400, 'candidates.again: is int8 itself: spec.comparison.candidate of animals names their pairs alike'],
    );
  });
});
