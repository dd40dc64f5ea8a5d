/**
 * A duration as Java's `Duration.toString` writes it: hours, minutes and seconds, hours past 24 as well, and PT0S for none.
 * @param ms integer milliseconds, >= 0.
 */
export function isoDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  const text = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds > 0 ? `${seconds}S` : ''}`;
  return `PT${text || '0S'}`;
}
