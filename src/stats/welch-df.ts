/** The squared standard error of one side's mean, and the values it rests on. */
export interface ErrorPart {
  readonly squaredError: number;
  readonly count: number;
}

/**
 * Degrees of freedom of the sum of two independent squared standard errors, >= min(count) - 1.
 *
 * @returns Infinity when both errors are 0: then there is nothing uncertain.
 * @see Welch (1947), Biometrika 34, 28-35; Satterthwaite (1946), Biometrics Bulletin 2, 110-114.
 */
export function welchDf(a: ErrorPart, b: ErrorPart): number {
  const sum = a.squaredError + b.squaredError;
  if (sum === 0) return Infinity;
  const shareA = a.squaredError / sum;
  const shareB = b.squaredError / sum;
  return 1 / ((shareA * shareA) / (a.count - 1) + (shareB * shareB) / (b.count - 1));
}
