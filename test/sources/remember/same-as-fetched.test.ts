import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { answerOf, OVERLAP, type PlayedSeries, playServer, remembering, steps } from './remembering.ts';

const STEPS = 700;
/** Starts of concurrent analyses. */
const STARTS = [0, 3, 290] as const;

/** Now and then a gap, a sample that is NaN or infinite. */
const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

/** A series that is there for some time only. */
const series = fc.record({ from: fc.nat(STEPS), length: fc.nat(STEPS), pattern: fc.array(value, { minLength: 1, maxLength: 40 }) });

const look = fc.record({
  start: fc.constantFrom(...STARTS),
  advance: fc.oneof(fc.nat(4), fc.nat(60), fc.constant(0)),
  /** Steps that the window ends before the latest one, as that of a slot which is caught up. */
  early: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(12) }),
  /** Which late samples are in by now. */
  arrives: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
  /** A step before the latest one whose values change; undefined: none. */
  changes: fc.option(fc.integer({ min: 1, max: OVERLAP }), { nil: undefined, freq: 8 }),
});

const world = fc.record({
  all: fc.array(series, { minLength: 1, maxLength: 4 }),
  /** Every so many samples come late. */
  lateEvery: fc.integer({ min: 2, max: 20 }),
  looks: fc.array(look, { minLength: 1, maxLength: 40, size: 'max' }),
  recheckEvery: fc.constantFrom(3, 10, Number.POSITIVE_INFINITY),
  /** Of a memory that forgets now and then. */
  maxBytes: fc.constantFrom(6_000, 20_000, Number.POSITIVE_INFINITY),
});

describe('a remembered answer', () => {
  it('is that of the whole window asked for, bit for bit, whatever comes late, changes, appears and vanishes', async () => {
    let joined = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ all, lateEvery, looks, recheckEvery, maxBytes }) => {
        const truth = all.map(({ from, length, pattern }) =>
          Array.from({ length: STEPS + 50 }, (_, t) => (t >= from && t < from + length ? pattern[t % pattern.length] : undefined)),
        );
        const late = new Set(
          truth.flatMap((_, s) => Array.from({ length: STEPS }, (_, t) => t).filter((t) => (t * 7 + s) % lateEvery === 0)),
        );
        const visible: PlayedSeries[] = truth.map((_, s) => ({ labels: { pod: `p${s}` }, values: [] }));
        const { look, counted } = remembering(playServer(visible), { recheckEvery, maxBytes });
        let latest = 0;
        for (const { start, advance, early, arrives, changes } of looks) {
          const before = latest;
          latest = Math.min(STEPS, Math.max(latest, start + 1) + advance);
          // A late sample is in before its step is asked for the last time.
          for (const t of [...late]) if (t < latest && (arrives[t % arrives.length] || t + OVERLAP < latest)) late.delete(t);
          if (changes !== undefined && changes <= before) for (const values of truth) values[before - changes] = 5_000 + latest;
          for (const [s, { values }] of visible.entries()) {
            for (let t = 0; t < latest; t++) values[t] = late.has(t) ? undefined : truth[s]![t];
          }
          const window = steps(start, Math.max(start + 1, latest - early));
          assert.deepEqual((await look(window)).series, answerOf(visible, window));
        }
        joined += counted.part;
      }),
      { seed: 20_261_121, numRuns: 300 },
    );
    assert.ok(joined > 2000, `${joined} answers were joined`);
  });
});
