import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';

import { type Pod, podSeries, pods } from '../analysis/calibrate/fleet.ts';
import type { AnyDocument } from '../support/config-document.ts';
import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics, type SampleSeries } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { metricOf } from './api.ts';
import { serinus } from './command-line.ts';
import { startProgram, userFolder } from './program.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 2, 2);
/** When v2 begins to serve: after 12 hours of v1 alone. */
const START = T0 + 720 * MINUTE;
const DOC = 'docs/calibrate.md';

/** Six pods of v1, and from START on three of v2 that take half as long again. */
function fleet(): SampleSeries[] {
  const all: readonly Pod[] = [...pods('v1', 6), ...pods('v2', 3, { from: 721, level: () => 1.5 })];
  return [...podSeries(all, { phi: 0.8, sd: 0.25, seed: 11, minutes: 800 })].map(([{ name, version }, values]) => ({
    name: 'request_latency_seconds',
    type: 'gauge',
    labels: { pod: name, version },
    samples: [...values].flatMap((value, minute) => (Number.isNaN(value) ? [] : [[T0 + minute * MINUTE, value] as const])),
  }));
}

const shop = {
  apiVersion: 'serinus.dev/v1',
  kind: 'CanaryAnalysis',
  metadata: { name: 'shop' },
  spec: {
    variables: { version: {} },
    scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
    interval: '2m',
    duration: { min: '15m', max: '1h' },
    metrics: [
      {
        name: 'latency',
        kind: 'gauge',
        direction: 'increase',
        query: 'avg(request_latency_seconds{${scope}})',
        tolerance: { ratio: 0.1 },
      },
    ],
  },
};

/** The first block of that language in the page. */
const block = (page: string, language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
/** Words and their order: numbers, and the widths that follow from them, may be others. */
const words = (text: string): string[] =>
  text
    .replace(/[\d.,+-]+/g, ' ')
    .split(/[^A-Za-z%:]+/)
    .filter(Boolean);

describe('a calibration on a real Prometheus', { skip: missing('prometheus') }, () => {
  let server: RunningServer;
  const [calibrated, plain] = [userFolder([shop]), userFolder([shop])];
  before(async () => {
    server = await startPrometheus({ blocks: openMetrics(fleet()) });
  });
  after(async () => {
    await server?.stop();
    for (const user of [calibrated, plain]) user.remove();
  });
  const env = ({ place }: typeof calibrated) => ({
    PROMETHEUS_URL: server.url,
    SERINUS_CONFIGS: place('configs'),
    SERINUS_STORE: place('serinus.db'),
  });
  /** The command of the page, word by word. */
  const command = async (): Promise<string[]> =>
    block(await readFile(DOC, 'utf8'), 'sh')
      .replaceAll('\\\n', ' ')
      .trim()
      .split(/\s+/)
      .slice(1);

  /** The last verdict of v2 and how many looks it took. */
  async function release(user: typeof calibrated): Promise<AnyDocument> {
    const program = await startProgram({ prometheusUrl: server.url, folder: user.folder, nowMs: START });
    try {
      const id = await program.api.start('shop', 'v2', START);
      await program.moveTo(START + 60 * MINUTE);
      return await program.api.verdict(id);
    } finally {
      await program.stop();
    }
  }

  it('prints what the page says that it prints', async () => {
    const { status, stdout, stderr } = await serinus([...(await command()), '--dry-run'], env(plain));
    assert.equal(status, 0, stderr);
    assert.match(stderr, /1 noise profile learnt, none stored/);
    assert.deepEqual(words(stdout), words(block(await readFile(DOC, 'utf8'), 'text')), stdout);
  });

  it('makes the next release end sooner, by the profile that it stored', async () => {
    const { status, stderr } = await serinus(await command(), env(calibrated));
    assert.equal(status, 0, stderr);
    assert.match(stderr, /1 noise profile stored/);
    const [with_, without] = [await release(calibrated), await release(plain)];
    assert.equal(with_.verdict, 'rollback');
    assert.equal(metricOf(with_, 'latency').judgements[0].evidence.engine, 'profile');
    assert.equal(metricOf(without, 'latency').judgements[0].evidence.engine, 'paired');
    assert.ok(with_.look < without.look, `${with_.look} looks against ${without.look}`);
  });

  it('goes to a server that has the store, and says how when it is not told to', async () => {
    const program = await startProgram({ prometheusUrl: server.url, folder: plain.folder, nowMs: START });
    try {
      const refused = await serinus(await command(), env(plain));
      assert.equal(refused.status, 69);
      assert.match(refused.stderr, /another writer.*--server, or look without storing by --dry-run/s);
      const given = await serinus([...(await command()), '--server', program.api.url], env(plain));
      assert.equal(given.status, 0, given.stderr);
      assert.match(given.stderr, /1 noise profile given to http/);
      const other = await serinus(
        [...(await command()), '--cut', new Date(T0 + 700 * MINUTE).toISOString(), '--json', '--server', program.api.url],
        env(plain),
      );
      assert.equal(JSON.parse(other.stdout).profiles[0].n, 700 + 1);
    } finally {
      await program.stop();
    }
  });
});
