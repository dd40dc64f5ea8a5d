/** A share as people read it, to two or three digits: `0.4 %`, `12.3 %`. Nothing short of all is said to be all. */
export function percentText(share: number): string {
  const percent = 100 * share;
  const size = Math.abs(percent);
  if (size > 99 && size < 100) return `${Number(Math.min(percent, 99.999).toPrecision(5))} %`;
  return `${Number(percent.toPrecision(size < 10 ? 2 : 3))} %`;
}

/** A count with its thousands set apart: `1,000,000`. @param count a whole number. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Any other number, to three digits; what is nothing but rounding is 0. */
export function numberText(value: number): string {
  const rounded = Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(3));
  return Number.isInteger(rounded) && Math.abs(rounded) < 1e15
    ? `${rounded < 0 ? '-' : ''}${countText(Math.abs(rounded))}`
    : String(rounded);
}
