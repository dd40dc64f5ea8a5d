import { seeded } from '../support/random.ts';

/** Normal noise around `mean` with the given autocorrelation at lag 1, the same for the same seed. */
export function noise(
  seed: number,
  { steps, sd, mean = 0, phi = 0 }: { steps: number; sd: number; mean?: number; phi?: number },
): Float64Array {
  const random = seeded(seed);
  const values = new Float64Array(steps);
  let state = random.normal();
  for (let i = 0; i < steps; i++) {
    if (i > 0) state = phi * state + Math.sqrt(1 - phi * phi) * random.normal();
    values[i] = mean + sd * state;
  }
  return values;
}
