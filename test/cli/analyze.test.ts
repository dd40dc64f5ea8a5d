import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import type { CliDeps, WorkbenchRequest } from '../../src/cli/cli-deps.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { SourceError } from '../../src/errors.ts';
import { MINUTE, scriptedSource, T0 } from '../analysis/program.ts';
import { fakeDeps } from './fake-deps.ts';
import { type MemoryIo, memoryIo } from './memory-io.ts';
import { openWorkbench } from './workbench.ts';

const SCOPES = ['--control', 'version=v1', '--candidate', 'version=v2'];
const at = (minute: number): string => new Date(T0 + minute * MINUTE).toISOString();

interface Run {
  readonly args: readonly string[];
  /** The candidate's excess over the control by minute; 0.5 is harm, 0 is not. */
  readonly excess?: (minute: number) => number;
  readonly source?: MetricSource;
  /** Where the wall clock stands at first. */
  readonly minute?: number;
  readonly onSleep?: (minute: number, io: MemoryIo) => void;
  readonly recorded?: { readonly firstMs: number; readonly lastMs: number };
}

/** The real use cases over a scripted source; sleeping moves the clock on. */
async function analyze(t: TestContext, { args, excess = () => 0, source, minute = 600, onSleep, recorded }: Run) {
  let nowMs = T0 + minute * MINUTE;
  const io = memoryIo();
  const files: Record<string, string> = {};
  const requests: WorkbenchRequest[] = [];
  let isClosed = false;
  const used = source ?? scriptedSource((version, timeMs) => (version === 'v2' ? excess((timeMs - T0) / MINUTE) : 0));
  const deps: CliDeps = fakeDeps({
    clock: { now: () => nowMs },
    async sleep(ms) {
      nowMs += ms;
      onSleep?.((nowMs - T0) / MINUTE, io);
    },
    async writeFile(file, text) {
      files[file] = text;
    },
    async openWorkbench(request) {
      requests.push(request);
      const workbench = await openWorkbench(t, used, request);
      const close = async () => {
        isClosed = true;
      };
      return { ...workbench, close, ...(recorded && { recorded }) };
    },
  });
  const status = await runCli(['analyze', 'checkout', ...SCOPES, ...args], io, deps);
  assert.equal(isClosed, requests.length > 0, 'what was opened is closed');
  return { status, io, files, requests };
}

const lookLines = (io: MemoryIo): string[] =>
  io
    .err()
    .split('\n')
    .filter((line) => line.startsWith('serinus: look '));

// The config of test/analysis/program.ts: a minute a step and a look, judged from 3 samples on, 10 m at least, 20 m at most, harm above an excess of 0.1.
describe('serinus analyze on past data', () => {
  const cases: readonly { readonly name: string; readonly run: Run; readonly status: number; readonly looks: number }[] = [
    { name: 'a harmless candidate', run: { args: ['--start', at(0), '--end', at(60)] }, status: 0, looks: 10 },
    { name: 'a harmful one', run: { args: ['--start', at(0), '--end', at(60)], excess: () => 0.5 }, status: 10, looks: 3 },
    { name: 'too short a stretch', run: { args: ['--start', at(0), '--end', at(5)] }, status: 11, looks: 5 },
    { name: 'an end between two slots', run: { args: ['--start', at(0), '--end', '2026-01-01T00:05:30Z'] }, status: 11, looks: 6 },
    { name: 'a start that lies back from now', run: { args: ['--start', '1h', '--end', '0s'] }, status: 0, looks: 10 },
    {
      name: 'harm that begins after the verdict: no later slot is looked at',
      run: { args: ['--start', at(0), '--end', at(60)], excess: (minute) => (minute > 10 ? 9 : 0) },
      status: 0,
      looks: 10,
    },
  ];
  for (const { name, run, status, looks } of cases) {
    it(name, async (t) => {
      const done = await analyze(t, run);
      assert.equal(done.status, status, done.io.err());
      assert.equal(lookLines(done.io).length, looks);
    });
  }

  it('--once is a single look at everything since the start', async (t) => {
    const { status, io } = await analyze(t, { args: ['--once', '--start', at(0), '--end', at(12), '--json'] });
    assert.equal(status, 0);
    const look = JSON.parse(io.out());
    assert.equal(look.number, 1);
    assert.equal(look.slotMs, T0 + 12 * MINUTE);
    assert.deepEqual([look.config, look.candidate], ['checkout', { version: 'v2' }]);
  });

  it('--from-file judges all that was recorded, a step before the first sample on', async (t) => {
    const recorded = { firstMs: T0 + MINUTE, lastMs: T0 + 12 * MINUTE };
    const { status, io, requests } = await analyze(t, { args: ['--from-file', 'series.csv', '--json'], recorded });
    assert.equal(status, 0);
    assert.equal(requests[0]!.recordedFile, 'series.csv');
    assert.equal(JSON.parse(io.out()).window.startMs, recorded.firstMs);
  });
});

describe('serinus analyze beside a running candidate', () => {
  it('waits for each slot until a verdict', async (t) => {
    const minutes: number[] = [];
    const { status, io } = await analyze(t, { args: [], minute: 0, onSleep: (minute) => minutes.push(minute) });
    assert.equal(status, 0);
    assert.deepEqual(minutes, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.match(io.out(), /^PROMOTE /);
  });

  it('catches up from an earlier start first', async (t) => {
    const { status, io } = await analyze(t, { args: ['--start', at(0)], minute: 8, excess: () => 0.5 });
    assert.equal(status, 10);
    assert.equal(lookLines(io).length, 3);
  });

  it('Ctrl-C prints the latest look and is status 11', async (t) => {
    const { status, io } = await analyze(t, { args: [], minute: 0, onSleep: (minute, { press }) => minute === 5 && press() });
    assert.equal(status, 11);
    assert.match(io.out(), /^CONTINUE .*\n.* look 4 at /);
  });

  it('Ctrl-C before the first look says so', async (t) => {
    const { status, io } = await analyze(t, { args: [], minute: 0, onSleep: (_minute, { press }) => press() });
    assert.equal(status, 11);
    assert.equal(io.out(), '');
    assert.equal(io.err(), 'serinus: interrupted before the first look\n');
  });

  it('is status 69 when the source does not answer', async (t) => {
    const source = scriptedSource(() => 0);
    const check = async () => {
      throw new SourceError('prometheus', 'no answer (ECONNREFUSED)', true);
    };
    const { status, io } = await analyze(t, { args: ['--start', at(0)], source: { ...source, check } });
    assert.equal(status, 69);
    assert.equal(io.err(), 'serinus: prometheus: no answer (ECONNREFUSED)\n');
  });

  it('is status 64 when a scope does not fit the config', async (t) => {
    const { status, io } = await analyze(t, { args: ['--candidate', 'zone=eu'] });
    assert.equal(status, 64);
    assert.match(io.err(), /zone/);
  });
});

describe('what serinus analyze writes', () => {
  const past = ['--start', at(0), '--end', at(60)];

  it('a table, and the files beside it', async (t) => {
    const { io, files } = await analyze(t, { args: [...past, '--junit', 'out.xml', '--markdown', 'out.md'] });
    assert.match(io.out(), /^PROMOTE /);
    assert.match(files['out.xml']!, /^<\?xml /);
    assert.match(files['out.md']!, /^### ✅ promote/);
  });

  it('Markdown in the place of the table', async (t) => {
    const { io, files } = await analyze(t, { args: [...past, '--markdown'] });
    assert.match(io.out(), /^### ✅ promote/);
    assert.deepEqual(files, {});
  });

  it('JSON on stdout with Markdown in a file', async (t) => {
    const { io, files } = await analyze(t, { args: [...past, '--json', '--markdown', 'out.md'] });
    assert.equal(JSON.parse(io.out()).verdict, 'promote');
    assert.match(files['out.md']!, /^### ✅ promote/);
  });

  it('passes the address of --prometheus on', async (t) => {
    const { requests } = await analyze(t, { args: [...past, '--prometheus', 'http://prom:9090/'] });
    assert.equal(requests[0]!.prometheusUrl, 'http://prom:9090');
  });
});
