/** The text with every secret in it replaced by `***`; the longest first, so that no rest of one that holds another is left. */
export function scrub(text: string, secrets: readonly string[]): string {
  return secrets.toSorted((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
