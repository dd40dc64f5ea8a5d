import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';

import { runCli } from '../../src/cli/run-cli.ts';
import { openStage } from './demo-stage.ts';
import { fakeDeps } from './fake-deps.ts';
import { type MemoryIo, memoryIo } from './memory-io.ts';

const readDemoRecording = () => readFile('fixtures/demo/recording.json', 'utf8');

async function demo(io: MemoryIo, args: readonly string[], sleep: () => Promise<void> = async () => undefined): Promise<number> {
  return runCli(['demo', ...args], io, fakeDeps({ openDemo: openStage, readDemoRecording, sleep }));
}

// What the recording holds is said in fixtures/demo/generate.ts: v2 is v1 with noise of its own, of v3 one request in twenty is slow.
describe('serinus demo', () => {
  it('promotes the healthy candidate and rolls the broken one back, a line a look, by the names of the metrics', async () => {
    const io = memoryIo();
    assert.equal(await demo(io, []), 0, io.err());
    const lines = io.out().split('\n');
    const healthy = lines.filter((line) => /^\d\d:\d\d {2}v2 \(healthy\)/.test(line));
    const broken = lines.filter((line) => /^\d\d:\d\d {2}v3 \(broken\)/.test(line));
    assert.match(healthy.at(-1)!, /promote/);
    assert.match(broken.at(-1)!, /rollback .*(latency|errors): .*\d/);
    for (const line of [...healthy.slice(0, -1), ...broken.slice(0, -1)]) assert.match(line, / continue /);
    assert.doesNotMatch(io.out(), /SOURCE_FAILED|not recorded/);
    assert.ok(lines.includes('v2 (healthy): promote, as expected'));
    assert.ok(lines.includes('v3 (broken): rollback, as expected'));
  });

  it('prints JSON alone', async () => {
    const io = memoryIo();
    assert.equal(await demo(io, ['--json']), 0);
    const { asExpected, results } = JSON.parse(io.out());
    assert.equal(asExpected, true);
    assert.deepEqual(
      results.map(({ verdict }: { verdict: string }) => verdict),
      ['promote', 'rollback'],
    );
    const failed = results.flatMap(({ report }: { report: { look: { metrics: { classification: string }[] } } }) =>
      report.look.metrics.filter(({ classification }) => classification === 'error' || classification === 'nodata'),
    );
    assert.deepEqual(failed, [], 'every query of configs/demo.yaml is in the recording');
  });

  it('is status 1 when it ends before both verdicts', async () => {
    const io = memoryIo({ isInteractive: true });
    assert.equal(await demo(io, [], async () => io.press()), 1);
    assert.match(io.out(), /v2 \(healthy\): continue, expected promote/);
  });

  it('stays up for a person who watches, and says what to try', async () => {
    const io = memoryIo({ isInteractive: true });
    const isInvited = setInterval(() => io.out().includes('Try, until Ctrl-C') && io.press(), 20);
    assert.equal(await demo(io, []), 0);
    clearInterval(isInvited);
    assert.match(io.out(), /\n {2}curl 'http:\/\/127\.0\.0\.1:\d+\/verdict\?config=demo&control=version=v1&candidate=version=v3'\n/);
  });

  it('--once ends by itself on a terminal too', async () => {
    const io = memoryIo({ isInteractive: true });
    assert.equal(await demo(io, ['--once']), 0);
    assert.doesNotMatch(io.out(), /curl/);
  });
});
