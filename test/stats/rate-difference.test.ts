import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type EventSteps, eventSteps } from '../../src/stats/event-steps.ts';
import { rateDifferenceLook, rateDifferenceLooks } from '../../src/stats/rate-difference.ts';
import { assertClose } from '../support/assert-close.ts';
import { seeded } from '../support/random.ts';

function drawn(seed: number, n: number): EventSteps {
  const random = seeded(seed);
  const side = () => ({
    events: Float64Array.from({ length: n }, () => random.poisson(2)),
    exposure: Float64Array.from({ length: n }, () => 1 + random.poisson(50)),
  });
  return eventSteps(side(), side());
}

function assertSame(steps: EventSteps, ratio: number): void {
  const once = rateDifferenceLook(steps, ratio);
  const ofMany = rateDifferenceLooks(steps)(ratio);
  for (const part of ['n', 'stepVariance', 'kappa', 'nEff', 'standardError', 'df'] as const) {
    if (once[part] !== ofMany[part]) assertClose(ofMany[part], once[part], 1e-9, part);
  }
}

describe('rateDifferenceLooks', () => {
  it('says of any ratio what a look at that ratio alone says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 2, max: 200 }),
        fc.double({ min: -12, max: 12, noNaN: true }),
        (...drawing) => {
          const [seed, n, logRatio] = drawing;
          assertSame(drawn(seed, n), Math.exp(logRatio));
        },
      ),
      { seed: 8, numRuns: 300 },
    );
  });

  it('also where the two sides cancel to a constant', () => {
    const { control } = drawn(3, 60);
    assertSame({ control, candidate: { events: control.events.map((events) => 2 * events), exposure: control.exposure } }, 2);
  });
});
