const SPECIAL: Readonly<Record<string, number>> = {
  '+Inf': Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
};

/** A sample's value as Prometheus writes it (`0.5`, `1e+06`, `+Inf`, `NaN`); undefined when the text is none. */
export function parseSampleValue(text: string): number | undefined {
  const value = Number(text);
  if (Number.isNaN(value)) return Object.hasOwn(SPECIAL, text) ? SPECIAL[text] : undefined;
  return value === 0 && text.trim() === '' ? undefined : value;
}
