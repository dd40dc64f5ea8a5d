import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dispersion } from '../../src/stats/dispersion.ts';
import { type EventSteps, eventSteps, swapped } from '../../src/stats/event-steps.ts';
import { rateRatioEvidence, rateRatioInterval } from '../../src/stats/rate-ratio.ts';
import { assertClose } from '../support/assert-close.ts';

interface Look {
  readonly up: number;
  readonly dn: number;
  readonly phi: number;
}
interface LookVector {
  readonly name: string;
  readonly ec: number[];
  readonly nc: number[];
  readonly ek: number[];
  readonly nk: number[];
  readonly 'rho1.0': Look;
  readonly 'rho1.1': Look;
  readonly 'ci_rho_alpha.05_each_side': readonly [number, number];
}
const { looks } = JSON.parse(readFileSync('fixtures/vectors/ratio.json', 'utf8')) as { looks: readonly LookVector[] };
const steps = (ec: readonly number[], nc: readonly number[], ek: readonly number[], nk: readonly number[]): EventSteps =>
  eventSteps(
    { events: Float64Array.from(ec), exposure: Float64Array.from(nc) },
    { events: Float64Array.from(ek), exposure: Float64Array.from(nk) },
  );

describe('rate ratio', () => {
  for (const look of looks) {
    const data = steps(look.ec, look.nc, look.ek, look.nk);
    it(`evidence and dispersion equal the reference vector ${look.name}`, () => {
      assertClose(dispersion(data), look['rho1.0'].phi, 1e-9);
      for (const [ratio, expected] of [
        [1, look['rho1.0']],
        [1.1, look['rho1.1']],
      ] as const) {
        const { above, below } = rateRatioEvidence(data, ratio, expected.phi);
        assertClose(above, expected.up, 1e-9);
        assertClose(below, expected.dn, 1e-9);
      }
    });
    it(`interval equals the reference vector ${look.name}`, () => {
      const { lower, upper } = rateRatioInterval(data, dispersion(data), { lower: 0.05, upper: 0.05 });
      const [from, to] = look['ci_rho_alpha.05_each_side'];
      assertClose(lower, from, 1e-9);
      // The reference stops at e^12, where nothing was rejected.
      if (to > Math.exp(11.9)) assert.equal(upper, Infinity);
      else assertClose(upper, to, 1e-9);
    });
  }

  const count = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 });
  const exposure = fc.array(fc.integer({ min: 50, max: 200 }), { minLength: 12, maxLength: 12 });
  it('turns round when the sides are swapped, and does not care in which unit exposure is counted', () => {
    fc.assert(
      fc.property(count, exposure, count, exposure, (ec, nc, ek, nk) => {
        const data = steps(ec, nc, ek, nk);
        const phi = dispersion(data);
        assertClose(dispersion(swapped(data)), phi, 1e-9);
        const inUnits = steps(
          ec,
          nc.map((n) => n * 60),
          ek,
          nk.map((n) => n * 60),
        );
        for (const ratio of [0.5, 1, 1.1, 3]) {
          const { above, below } = rateRatioEvidence(data, ratio, phi);
          assert.ok(Math.abs(rateRatioEvidence(swapped(data), 1 / ratio, phi).below - above) < 1e-9);
          assert.ok(Math.abs(rateRatioEvidence(inUnits, ratio, phi).below - below) < 1e-9);
        }
      }),
      { seed: 21, numRuns: 50 },
    );
  });

  it('has an unbounded interval without events, and one end for events on one side', () => {
    const n = new Array<number>(12).fill(100);
    const none = new Array<number>(12).fill(0);
    const one = new Array<number>(12).fill(1);
    const levels = { lower: 0.05, upper: 0.05 };
    assert.deepEqual(rateRatioInterval(steps(none, n, none, n), 1, levels), { lower: 0, upper: Infinity });
    const onlyCandidate = rateRatioInterval(steps(none, n, one, n), 1, levels);
    assert.ok(onlyCandidate.lower > 1 && onlyCandidate.upper === Infinity);
    const onlyControl = rateRatioInterval(steps(one, n, none, n), 1, levels);
    assert.ok(onlyControl.lower === 0 && onlyControl.upper < 1);
  });

  it('leaves out steps in which a side saw nothing', () => {
    const data = steps([1, 2, Number.NaN, 3], [10, 0, 10, 10], [0, 1, 1, 2], [10, 10, 10, Number.NaN]);
    assert.deepEqual([...data.control.events], [1]);
    assert.deepEqual([...data.candidate.exposure], [10]);
  });
});

describe('dispersion', () => {
  it('is 1 without events, for one step, and for rates that never change', () => {
    const n = [100, 100, 100];
    assert.equal(dispersion(steps([0, 0, 0], n, [0, 0, 0], n)), 1);
    assert.equal(dispersion(steps([5], [100], [9], [100])), 1);
    assert.equal(dispersion(steps([5, 5, 5], n, [9, 9, 9], n)), 1);
    assert.equal(dispersion(steps([], [], [], [])), 1);
  });
  it('is the size of a burst that is all there is', () => {
    const n = new Array<number>(10).fill(100);
    const burst = [0, 0, 50, 0, 0, 0, 0, 0, 0, 0];
    assertClose(dispersion(steps(new Array<number>(10).fill(0), n, burst, n)), 50, 1e-12);
  });
});
