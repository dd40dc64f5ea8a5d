import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Registry } from 'prom-client';
import { pairMetrics } from '../../src/observe/pair-metrics.ts';
import { classPair, STREAM, startIntake, takeValue } from '../analysis/comparison/intake-under-test.ts';

describe('the metrics of pairs', () => {
  const series = async (registry: Registry): Promise<ReadonlyMap<string, number>> =>
    new Map(
      (await registry.metrics())
        .split('\n')
        .filter((line) => line.startsWith('serinus_'))
        .map((line): [string, number] => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );

  it('begin at 0 for each config, so that a rate is there from the first pair on', async () => {
    const registry = new Registry();
    pairMetrics(registry, [{ name: 'models', comparators: ['class'] }]);
    const found = await series(registry);
    for (const name of [
      'serinus_pairs_total{config="models",outcome="divergent"}',
      'serinus_pair_differences_total{config="models",comparator="class"}',
      'serinus_pairs_unmatched_total{config="models",side="control"}',
      'serinus_pair_repeats_total{config="models"}',
    ])
      assert.equal(found.get(name), 0, name);
  });

  it('count what was saved, once', async () => {
    const registry = new Registry();
    const { saved, repeatedHalves } = pairMetrics(registry, []);
    const { bring, saved: batches } = startIntake({ heartbeat: { prefix: 'beat-', every: '1m', expect: 'agree' } });
    const noisy = { secondControl: 'dog', latencyMs: { control: 20, candidate: 2_000 } };
    await bring([
      ...[classPair('a', 'agrees', noisy), classPair('b', 'diverges'), classPair('c', 'diverges'), classPair('c')],
      ...[classPair('error', 'agrees', { control: [1], candidate: [1] }), classPair('beat-1'), classPair('beat-2', 'diverges')],
    ]);
    await bring([classPair('a')]);
    for (const batch of batches) saved(batch);
    repeatedHalves(STREAM, 3);
    const found = await series(registry);
    const expected = {
      'serinus_pairs_total{config="models",outcome="agreed"}': 1,
      'serinus_pairs_total{config="models",outcome="divergent"}': 2,
      'serinus_pairs_total{config="models",outcome="error"}': 1,
      'serinus_pair_noise_total{config="models"}': 1,
      'serinus_pair_differences_total{config="models",comparator="class"}': 2,
      'serinus_pair_heartbeats_total{config="models",outcome="right"}': 1,
      'serinus_pair_heartbeats_total{config="models",outcome="wrong"}': 1,
      // One twice in a batch, one again in another, three halves.
      'serinus_pair_repeats_total{config="models"}': 5,
      'serinus_pair_similarity_bucket{le="0",config="models",comparator="class"}': 2,
      'serinus_pair_similarity_bucket{le="0.999",config="models",comparator="class"}': 2,
      'serinus_pair_similarity_bucket{le="1",config="models",comparator="class"}': 3,
      'serinus_pair_similarity_count{config="models",comparator="class"}': 3,
      'serinus_pair_latency_seconds_bucket{le="0.01",config="models",side="control"}': 0,
      'serinus_pair_latency_seconds_bucket{le="0.03",config="models",side="control"}': 1,
      'serinus_pair_latency_seconds_bucket{le="1",config="models",side="candidate"}': 0,
      'serinus_pair_latency_seconds_bucket{le="3",config="models",side="candidate"}': 1,
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(found.get(name), value, name);
  });

  it('have no series that a client can add: the candidate is no label', async () => {
    const registry = new Registry();
    const { saved } = pairMetrics(registry, []);
    const { intake, saved: batches } = startIntake();
    for (const candidate of ['v1', 'v2', 'v3']) {
      const taking = intake.begin({ config: 'models', candidate }, 'pairs');
      takeValue(taking, classPair('a'));
      await taking.end();
    }
    for (const batch of batches) saved(batch);
    const found = await series(registry);
    assert.equal(found.get('serinus_pairs_total{config="models",outcome="agreed"}'), 3);
    assert.ok([...found.keys()].every((name) => !/v[123]/.test(name)));
  });
});
