/** @throws {RangeError} `values` has fewer than `least` of them, or holds NaN. */
export function assertSample(name: string, values: ArrayLike<number>, least = 1): void {
  if (values.length === 0) throw new RangeError(`${name} is empty`);
  if (values.length < least) throw new RangeError(`${name} has ${values.length} values, ${least} needed`);
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) throw new RangeError(`${name}[${i}] is NaN`);
}

/** @throws {RangeError} as `assertSample`, or an infinite value. */
export function assertFiniteSample(name: string, values: ArrayLike<number>, least = 1): void {
  let allFinite = values.length >= least;
  for (let i = 0; allFinite && i < values.length; i++) allFinite = Number.isFinite(values[i]!);
  if (allFinite && values.length > 0) return;
  assertSample(name, values, least);
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) throw new RangeError(`${name}[${i}] is infinite`);
}
