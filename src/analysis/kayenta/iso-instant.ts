/** An instant as Java's `Instant.toString` writes it: without decimals where it is a whole second. */
export function isoInstant(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}
