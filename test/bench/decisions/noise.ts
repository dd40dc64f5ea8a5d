import type { Random } from '../../support/random.ts';

/** Two harmless sides of n steps with level 1: the logarithms of control and candidate. */
export interface LogPair {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
}

export interface NoiseFamily {
  readonly name: string;
  /** A fresh stationary stretch of noise for both sides. */
  draw(random: Random, n: number): LogPair;
}

type Series = (random: Random, n: number) => Float64Array;

const SD = 0.1;
const fill = (n: number, value: (t: number) => number): Float64Array => Float64Array.from({ length: n }, (_, t) => value(t));

/** sd times a stationary AR(1) with unit variance. */
function ar1(phi: number, sd = SD): Series {
  return (random, n) => {
    let state = random.normal();
    return fill(n, (t) => {
      if (t > 0) state = phi * state + Math.sqrt(1 - phi * phi) * random.normal();
      return sd * state;
    });
  };
}

/** A linear recursion run in from zero for 300 steps, scaled by its theoretical standard deviation. */
function recursive(step: (past: readonly number[], random: Random) => number, sdOfStep: number): Series {
  return (random, n) => {
    const past = [0, 0];
    const values = fill(n + 300, () => {
      const value = step(past, random);
      past.unshift(value);
      past.pop();
      return value;
    });
    return values.slice(300).map((value) => (SD * value) / sdOfStep);
  };
}

/** AR(2) variance with unit innovations: (1 - b) / ((1 + b)((1 - b)^2 - a^2)). Box, Jenkins & Reinsel, 3.2.20. */
function ar2(a: number, b: number): Series {
  const variance = (1 - b) / ((1 + b) * ((1 - b) ** 2 - a * a));
  return recursive(([one = 0, two = 0], random) => a * one + b * two + random.normal(), Math.sqrt(variance));
}

/** Moving sum of `width` white values: equal weights. */
function movingAverage(width: number): Series {
  return (random, n) => {
    const white = fill(n + width, () => random.normal());
    return fill(n, (t) => {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += white[t + k]!;
      return (SD * sum) / Math.sqrt(width);
    });
  };
}

const white: Series = (random, n) => fill(n, () => SD * random.normal());
const logNormal: Series = (random, n) => fill(n, () => random.normal());
const heavy: Series = (random, n) => fill(n, () => SD * random.studentT(2));

/** Four fifths of the variance white, one fifth a drift that forgets in about 20 steps. */
const whiteWithSlowDrift: Series = (random, n) => {
  const slow = ar1(0.95, SD * Math.sqrt(0.2))(random, n);
  return slow.map((value) => value + SD * Math.sqrt(0.8) * random.normal());
};

/** GARCH(1,1): variance 0.1 + 0.2 e^2 + 0.7 s^2, unit in the mean. */
const garch: Series = (random, n) => {
  let variance = 1;
  let shock = 0;
  return fill(n + 100, () => {
    variance = 0.1 + 0.2 * shock * shock + 0.7 * variance;
    shock = Math.sqrt(variance) * random.normal();
    return SD * shock;
  }).slice(100);
};

/** AR(1) 0.6 with t(3) innovations (variance 3). */
const arHeavy = recursive(([one = 0], random) => 0.6 * one + random.studentT(3), Math.sqrt(3 / (1 - 0.36)));

const independent = (name: string, series: Series): NoiseFamily => ({
  name,
  draw: (random, n) => ({ control: series(random, n), candidate: series(random, n) }),
});

/** Mirrored traffic: a daily swing and a common AR(1) on both sides, own noise on each. */
function diurnal(name: string, own: Series): NoiseFamily {
  return {
    name,
    draw(random, n) {
      const phase = 2 * Math.PI * random.uniform();
      const shared = ar1(0.9, 0.15)(random, n).map((value, t) => value + 0.3 * Math.sin((2 * Math.PI * t) / 1440 + phase));
      const side = (): Float64Array => own(random, n).map((value, t) => value + shared[t]!);
      return { control: side(), candidate: side() };
    },
  };
}

export const IID = independent('iid', white);
export const LOG_NORMAL = independent('iid lognormal s=1', logNormal);
export const HEAVY = independent('iid log-t(2)', heavy);
export const AR5 = independent('AR(1) 0.5', ar1(0.5));
export const AR8 = independent('AR(1) 0.8', ar1(0.8));
export const AR9 = independent('AR(1) 0.9', ar1(0.9));
export const AR95 = independent('AR(1) 0.95', ar1(0.95));
export const SLOW = independent('white + slow drift', whiteWithSlowDrift);
export const AR2 = independent('AR(2) 0.5, 0.3', ar2(0.5, 0.3));
export const CYCLIC = independent('AR(2) cyclic 1.2, -0.8', ar2(1.2, -0.8));
export const MA5 = independent('MA(5)', movingAverage(5));
export const MA12 = independent('MA(12)', movingAverage(12));
export const GARCH = independent('GARCH', garch);
export const AR_HEAVY = independent('AR 0.6, t(3)', arHeavy);
export const DIURNAL = diurnal('diurnal mirrored + iid', ar1(0, 0.05));
export const DIURNAL_AR5 = diurnal('diurnal mirrored + AR 0.5', ar1(0.5, 0.05));
export const DIURNAL_AR8 = diurnal('diurnal mirrored + AR 0.8', ar1(0.8, 0.05));

export const FAMILIES: readonly NoiseFamily[] = [
  IID,
  LOG_NORMAL,
  HEAVY,
  AR5,
  AR8,
  AR95,
  DIURNAL,
  DIURNAL_AR5,
  DIURNAL_AR8,
  SLOW,
  AR2,
  CYCLIC,
  MA5,
  MA12,
  GARCH,
  AR_HEAVY,
];

/** @throws {RangeError} there is no such family. */
export function familyNamed(name: string): NoiseFamily {
  const family = [...FAMILIES, AR9].find((one) => one.name === name);
  if (family === undefined) throw new RangeError(`no noise family ${name}`);
  return family;
}
