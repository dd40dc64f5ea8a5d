export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal (polar method of Marsaglia). */
  normal(): number;
  /** Gamma with the given shape and scale 1 (Marsaglia and Tsang, 2000). */
  gamma(shape: number): number;
  poisson(mean: number): number;
  /** Student t with df degrees of freedom. */
  studentT(df: number): number;
}

/** A seeded stream: equal seeds give equal draws on every machine. Generator: sfc32 (Chris Doty-Humphrey, PractRand). */
export function seeded(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 20; i++) next();
  const uniform = (): number => next() / 4294967296;

  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const k = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + k * x) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const poisson = (mean: number): number => {
    // Large means by splitting: a Poisson variable is the sum of two with half the mean.
    if (mean > 30) return poisson(mean / 2) + poisson(mean / 2);
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > limit; product *= uniform()) count++;
    return count;
  };
  return { uniform, normal, gamma, poisson, studentT: (df) => normal() / Math.sqrt((2 * gamma(df / 2)) / df) };
}
