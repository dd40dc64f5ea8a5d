import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { metricOf } from './api.ts';
import { serinus } from './command-line.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE, shopSeries } from './shop.ts';
import { CPU, ERRORS, shopConfig } from './shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;

/** Passes a gauge whose candidate never is above a limit. */
const CEILING = `
import { defineJudge, Type } from 'serinus';

export default defineJudge({
  name: 'ceiling',
  description: 'The candidate stays below a limit.',
  kinds: ['gauge'],
  parameters: Type.Object({ limit: Type.Number() }, { additionalProperties: false }),
  judge({ metric, data, minSamples }, { limit }) {
    const values = data.candidate.values.filter((value) => !Number.isNaN(value));
    const samples = { control: values.length, candidate: values.length };
    const highest = Math.max(...values);
    if (values.length < minSamples) return { classification: 'nodata', reason: metric + ': too little', samples, everyLook: false };
    return {
      classification: highest > limit ? 'high' : 'pass',
      reason: metric + ': ' + highest.toFixed(3) + ' of ' + limit,
      samples,
      score: highest > limit ? 0 : 100,
      everyLook: false,
    };
  },
});
`;

/** A judge whose answer is that expression. */
const answering = (name: string, answer: string): string => `
import { defineJudge, Type } from 'serinus';

export default defineJudge({
  name: '${name}',
  description: 'Answers what is no judgement.',
  kinds: ['gauge'],
  parameters: Type.Object({}),
  judge: () => (${answer}),
});
`;
/** Answers that none of our own judges gives, and what their metric says then. */
const RUBBISH: Record<string, { readonly answer: string; readonly said: RegExp }> = {
  throwing: { answer: "(() => { throw new Error('the dog ate it'); })()", said: /^cpu: judge throwing failed: the dog ate it$/ },
  promising: {
    answer: "Promise.resolve({ classification: 'pass' })",
    said: /^cpu: judge promising returned the classification undefined$/,
  },
  silent: { answer: 'undefined', said: /^cpu: judge silent returned no judgement$/ },
  sampleless: {
    answer: "{ classification: 'pass', reason: 'fine', everyLook: false }",
    said: /^cpu: judge sampleless returned no judgement: .*samples/,
  },
  unbounded: {
    answer:
      "{ classification: 'pass', reason: 'fine', samples: { control: 1, candidate: 1 }, everyLook: false, evidence: { at: Infinity } }",
    said: /^cpu: judge unbounded returned a number that is not finite at evidence.at$/,
  },
  unstorable: {
    answer: "{ classification: 'pass', reason: 'fine', samples: { control: 1, candidate: 1 }, everyLook: false, evidence: { at: 1n } }",
    said: /^cpu: judge unstorable returned a bigint at evidence.at$/,
  },
  circular: {
    answer:
      "((evidence) => ({ classification: 'pass', reason: 'fine', samples: { control: 1, candidate: 1 }, everyLook: false, evidence: Object.assign(evidence, { evidence }) }))({})",
    said: /^cpu: judge circular /,
  },
  shapeless: {
    answer: "{ classification: 'pass', reason: 'fine', samples: { control: 1, candidate: 1 }, everyLook: false, effect: 'big' }",
    said: /^cpu: judge shapeless returned no judgement: effect /,
  },
};

describe("a user's own judges, on a real Prometheus", { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let program: Program;
  const judgedBy = (judge: unknown) => ({ metrics: [ERRORS, { ...CPU, judge }] });
  const user = userFolder(
    [
      shopConfig('roomy', judgedBy({ name: 'ceiling', parameters: { limit: 2 } })),
      shopConfig('tight', judgedBy({ name: 'ceiling', parameters: { limit: 0.1 } })),
      ...Object.keys(RUBBISH).map((name) => shopConfig(name, judgedBy(name))),
    ],
    {
      'ceiling.ts': CEILING,
      ...Object.fromEntries(Object.entries(RUBBISH).map(([name, { answer }]) => [`${name}.ts`, answering(name, answer)])),
    },
  );
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
  });
  after(async () => {
    await program?.stop();
    await prometheus?.stop();
    user.remove();
  });

  it('are listed beside ours, with their parameters', async () => {
    const { items = [] } = await program.api.get('/judges');
    const names = items.map(({ name }: { name: string }) => name);
    for (const name of ['ceiling', 'throwing', 'sequential', 'ratio']) assert.ok(names.includes(name), `${name} of ${names}`);
  });

  it('decide with the others: promoted below the limit, rolled back above it', async () => {
    const roomy = await program.api.start('roomy', 'v2', START);
    const tight = await program.api.start('tight', 'v2', START);
    await program.moveTo(START + 60 * MINUTE);
    const promoted = await program.api.verdict(roomy);
    assert.equal(promoted.verdict, 'promote', promoted.reason);
    const verdict = await program.api.verdict(tight);
    assert.equal(verdict.verdict, 'rollback', verdict.reason);
    assert.match(verdict.reason, /^cpu: 0\.\d{3} of 0\.1$/);
  });

  for (const [name, { said }] of Object.entries(RUBBISH)) {
    it(`one that is ${name} makes an error of its metric alone: the analysis continues, and is never promoted`, async () => {
      const id = await program.api.start(name, 'v2', START);
      await program.moveTo(START + 40 * MINUTE);
      const verdict = await program.api.verdict(id);
      assert.deepEqual([verdict.verdict, verdict.status, verdict.look], ['continue', 'running', 20]);
      assert.match(verdict.reason, said);
      assert.equal(metricOf(verdict, 'cpu').classification, 'error');
      assert.equal(metricOf(verdict, 'errors').classification, 'pass');
    });
  }

  it('one that is no judge is refused by its file, status 65', async () => {
    const bad = userFolder([], { 'nothing.ts': 'export const judge = 1;\n' });
    writeFileSync(bad.place('configs', 'shop.yaml'), JSON.stringify(shopConfig('shop')));
    const { status, stderr } = await serinus(['validate', bad.place('configs')], { SERINUS_JUDGES: bad.place('judges') });
    bad.remove();
    assert.equal(status, 65, stderr);
    assert.match(stderr, /nothing\.ts: has no judge as its default export/);
  });
});
