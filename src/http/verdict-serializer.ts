import type { VerdictView } from './schemas/verdict.ts';

/**
 * JSON of a verdict. A stored look never changes, so the text of its breakdown is kept by analysis and slot, the least recently
 * used dropped first; what may change (verdict, status, reason) is written anew each time.
 * @param maxChars bound of all kept texts together.
 */
export function createVerdictSerializer(maxChars: number): (view: VerdictView) => string {
  const breakdowns = new Map<string, string>();
  let chars = 0;

  const breakdown = (view: VerdictView): string => {
    const key = `${view.analysis} ${view.slot}`;
    const kept = breakdowns.get(key);
    const text = kept ?? JSON.stringify({ reasons: view.reasons, groups: view.groups, metrics: view.metrics }).slice(1);
    if (text.length > maxChars) return text;
    if (kept !== undefined)
      breakdowns.delete(key); // Set again below: the newest stands last.
    else chars += text.length;
    breakdowns.set(key, text);
    for (const [oldest, { length }] of breakdowns) {
      if (chars <= maxChars) break;
      breakdowns.delete(oldest);
      chars -= length;
    }
    return text;
  };

  return (view) => {
    if (view.slot === null) return JSON.stringify(view);
    const { verdict, score, reason, analysis, config, status, look, slot } = view;
    const head = JSON.stringify({ verdict, score, reason, analysis, config, status, look, slot });
    return `${head.slice(0, -1)},${breakdown(view)}`;
  };
}
