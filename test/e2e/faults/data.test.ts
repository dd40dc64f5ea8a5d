import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { seeded } from '../../support/random.ts';
import { openMetrics, type SampleSeries } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { type Program, startProgram, userFolder } from '../program.ts';
import { MINUTE, SHOP_MINUTES, shopSeries } from '../shop.ts';
import { shopConfig } from '../shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const RESTART = T0 + 20 * MINUTE;
const END = START + 120 * MINUTE;

const shop = shopSeries(T0);
const ofHealthy = shop.filter(({ labels }) => labels.version === 'v2');
type Samples = SampleSeries['samples'];
const from = (samples: Samples, ms: number): Samples => samples.filter(([time]) => time >= ms);
const until = (samples: Samples, ms: number): Samples => samples.filter(([time]) => time < ms);
/** Counts from zero again, as a process that was restarted does. */
const afresh = (samples: Samples): Samples => samples.map(([time, value]) => [time, value - samples[0]![1]] as const);

/** The healthy candidate restarted in place: its counters fall to zero. */
const restarted = ofHealthy.map((one): SampleSeries => {
  const samples = [...until(one.samples, RESTART), ...afresh(from(one.samples, RESTART))];
  return { ...one, labels: { ...one.labels, version: 'v10' }, samples };
});
/** The healthy candidate moved to another pod: its series end, and others begin. */
const moved = ofHealthy.flatMap((one): SampleSeries[] => [
  { ...one, labels: { ...one.labels, version: 'v11', pod: 'a' }, samples: until(one.samples, RESTART) },
  { ...one, labels: { ...one.labels, version: 'v11', pod: 'b' }, samples: afresh(from(one.samples, RESTART)) },
]);

/** A gauge of one version: 100 and a little noise, or what `spoil` makes of it. */
function depth(version: string, seed: number, spoil: (value: number, minute: number) => number = (value) => value): SampleSeries {
  const { normal } = seeded(seed);
  const samples = Array.from(
    { length: SHOP_MINUTES * 4 },
    (_, i) => [T0 + i * 15_000, spoil(100 + 5 * normal(), Math.floor(i / 4))] as const,
  );
  return { name: 'queue_depth', type: 'gauge', labels: { app: 'shop', version }, samples };
}
const depths = [
  depth('v1', 1),
  depth('v20', 2, (value, minute) => (minute % 3 === 0 ? Number.NaN : value)),
  depth('v21', 3, (value, minute) => (minute % 10 === 0 ? Number.POSITIVE_INFINITY : value)),
  depth('v22', 4, (value, minute) => (minute < 24 ? value : Number.POSITIVE_INFINITY)),
  depth('v23', 5, (value, minute) => (minute < 24 ? value : Number.NaN)),
];

const PROVEN = /proven within tolerance$/;
const DEPTH = {
  name: 'depth',
  kind: 'gauge',
  direction: 'increase',
  query: 'avg(queue_depth{${scope}})',
  tolerance: { ratio: 0.1 },
};

describe('data that are odd, from a real Prometheus', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let program: Program;
  const user = userFolder([
    shopConfig('shop'),
    shopConfig('depth', { metrics: [DEPTH] }),
    shopConfig('many', { metrics: [{ ...DEPTH, query: 'http_request_duration_seconds_bucket{${scope}}' }] }),
    shopConfig('twice', { metrics: [{ ...DEPTH, query: 'label_replace({${scope}}, "__name__", "one", "", "")' }] }),
  ]);
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics([...shop, ...restarted, ...moved, ...depths]) });
    program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
  });
  after(async () => {
    await program?.stop();
    await prometheus?.stop();
    user.remove();
  });

  const cases: readonly {
    readonly name: string;
    readonly config: string;
    readonly candidate: string;
    /** Without it nobody ever is promoted, and the deadline decides. */
    readonly promoted?: true;
    readonly says: RegExp;
  }[] = [
    {
      name: 'counters that fall to zero on the way (a restart) are no change',
      config: 'shop',
      candidate: 'v10',
      promoted: true,
      says: PROVEN,
    },
    {
      name: 'series that vanish while others appear (another pod) are one side still',
      config: 'shop',
      candidate: 'v11',
      promoted: true,
      says: PROVEN,
    },
    { name: 'NaN in every third step is a gap', config: 'depth', candidate: 'v20', promoted: true, says: PROVEN },
    { name: '+Inf in every tenth step is no measurement there', config: 'depth', candidate: 'v21', promoted: true, says: PROVEN },
    {
      name: '+Inf from some step on is a candidate that cannot be measured any more, whatever it was before',
      config: 'depth',
      candidate: 'v22',
      says: /^depth: the candidate stopped reporting: \d+ steps that the control has are missing or, \d+ of them, infinite/,
    },
    {
      name: 'NaN from some step on is too',
      config: 'depth',
      candidate: 'v23',
      says: /^depth: the candidate stopped reporting: \d+ steps that the control has are missing, 0 the other way round$/,
    },
    {
      name: 'one side without any series is no data',
      config: 'depth',
      candidate: 'v99',
      says: /^depth: .*no data, 10 steps with data on both sides are needed$/,
    },
    {
      name: 'several series where one is wanted are an error that lists them',
      config: 'many',
      candidate: 'v2',
      says: /^depth: .* has 15 series on one side/,
    },
    {
      name: 'a query that makes two series of the same labels is an error in the words of Prometheus',
      config: 'twice',
      candidate: 'v2',
      says: /^depth: prometheus: HTTP 422, execution: vector cannot contain metrics with the same labelset$/,
    },
  ];
  for (const { name, config, candidate, promoted = false, says } of cases) {
    it(name, async () => {
      await program.moveTo(START);
      const id = await program.api.start(config, candidate, START);
      await program.moveTo(END);
      const looks = await program.api.looks(id);
      const last = looks.at(-1)!;
      assert.deepEqual(new Set(looks.slice(0, -1).map(({ verdict }) => verdict)), new Set(['continue']));
      assert.equal(last.verdict, promoted ? 'promote' : 'rollback');
      if (promoted) return assert.match(last.reason, says);
      assert.match(last.reason, /^undecided at the deadline of 2h, which falls to rollback$/);
      assert.match(last.reasons[1], says);
    });
  }
});
