import type { VerdictView } from './schemas/verdict.ts';

/** The bytes of a verdict, and the part of them that may change while its look stays the same. */
interface Kept {
  readonly head: string;
  readonly body: Buffer;
}

/**
 * JSON of a verdict, as UTF-8. The same verdict is asked for again and again, and making 18 kB of text and bytes for ten metrics is most
 * of the work of a reply: the bytes are kept by analysis and slot, the least recently used dropped first. A stored look never changes;
 * what may (verdict, status, reason) is compared each time. The bytes are shared: whoever gets them must not write to them.
 * @param maxBytes bound of all that is kept together.
 */
export function createVerdictSerializer(maxBytes: number): (view: VerdictView) => Buffer {
  const replies = new Map<string, Kept>();
  let bytes = 0;

  const forget = (key: string, { body }: Kept): void => {
    replies.delete(key);
    bytes -= body.length;
  };
  const keep = (key: string, reply: Kept): void => {
    if (reply.body.length > maxBytes) return;
    replies.set(key, reply);
    bytes += reply.body.length;
    for (const [oldest, kept] of replies) {
      if (bytes <= maxBytes) break;
      forget(oldest, kept);
    }
  };

  return (view) => {
    if (view.slot === null) return Buffer.from(JSON.stringify(view));
    const { verdict, score, reason, analysis, config, status, look, slot } = view;
    const head = JSON.stringify({ verdict, score, reason, analysis, config, status, look, slot });
    const key = `${analysis} ${slot}`;
    const kept = replies.get(key);
    if (kept !== undefined) forget(key, kept); // Kept again below: the newest stands last.
    const body = kept?.head === head ? kept.body : Buffer.from(`${head.slice(0, -1)},${breakdown(view)}`);
    keep(key, { head, body });
    return body;
  };
}

function breakdown({ reasons, groups, metrics, readiness, rollout }: VerdictView): string {
  return JSON.stringify({ reasons, groups, metrics, readiness, rollout }).slice(1);
}
