import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { durations } from '../../src/observe/durations.ts';

const BUCKETS = [0.001, 0.01, 0.1, 1];
const named = { name: 'some_seconds', help: 'Some time.', buckets: BUCKETS };
const label = fc.constantFrom('a', 'b "quoted"', 'c\\d\n');
/** On the bounds, between and beyond them. */
const seconds = fc.oneof(fc.constantFrom(0, ...BUCKETS), fc.double({ min: 0, max: 100, noNaN: true }));

describe('a histogram of durations', () => {
  it("reads like prom-client's own of the same observations", async () => {
    const sameText = fc.asyncProperty(fc.array(fc.tuple(label, label, seconds), { maxLength: 40 }), async (observations) => {
      const [ours, theirs] = [new Registry(), new Registry()];
      const series = durations({ registry: ours, ...named });
      const histogram = new Histogram({ ...named, labelNames: ['one', 'two'], registers: [theirs] });
      for (const [one, two, value] of observations) {
        series({ one, two })(value);
        histogram.observe({ one, two }, value);
      }
      assert.equal(await ours.metrics(), await theirs.metrics());
    });
    await fc.assert(sameText, { seed: 20, numRuns: 200 });
  });

  it('shows a series that was asked for and never observed, with zeros', async () => {
    const registry = new Registry();
    durations({ registry, ...named })({ one: 'x' });
    assert.match(await registry.metrics(), /^some_seconds_count\{one="x"\} 0$/m);
  });

  it('is refused a name that is taken', () => {
    const registry = new Registry();
    durations({ registry, ...named });
    assert.throws(() => durations({ registry, ...named }), /already been registered/);
  });
});
