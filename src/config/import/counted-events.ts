import { LEXIS } from '../../analysis/queries/lexis.ts';
import { scanTemplate } from '../../analysis/queries/scan-template.ts';

const SELECTOR = String.raw`[A-Za-z_:][\w:]*\s*(?:\{[^{}]*\})?|\{[^{}]*\}`;
const BARE = new RegExp(`^(?:${SELECTOR})$`);
const SUMMED = new RegExp(String.raw`^sum\s*\(\s*(${SELECTOR})\s*\)$`);

/** A query of events, and what was changed about it. */
export interface CountedEvents {
  readonly query: string;
  readonly remark?: string;
}

/**
 * A query of events as one that answers how many there were in each step.
 * A counter's own value, bare or summed up, becomes its increase over a step; a rate or an increase over another time becomes the
 * increase over a step.
 * @returns undefined when it cannot be told what the query counts.
 */
export function countedEvents(query: string, { isCounter }: { readonly isCounter: boolean }): CountedEvents | undefined {
  const text = query.trim();
  const { pieces, problems } = scanTemplate(text, LEXIS.promql);
  if (problems.length > 0) return undefined;
  const code = pieces.map((piece) => (piece.within ? '' : piece.kind === 'text' ? piece.text : '')).join('');
  if (/\b(?:rate|irate|increase|delta|idelta)\s*\(/.test(code)) {
    if (/\b(?:delta|idelta)\s*\(/.test(code) || /\[[^\]]*:[^\]]*\]/.test(code)) return undefined;
    const rewritten = text.replace(CODE_OR_STRING, (_all, string, rate) => string ?? (rate === undefined ? '[${step}]' : 'increase'));
    return rewritten === text
      ? { query: text }
      : { query: rewritten, remark: 'is the increase over a step here, since events are counted step by step' };
  }
  const selector = BARE.exec(text)?.[0] ?? SUMMED.exec(text)?.[1];
  if (isCounter && selector !== undefined && !hasRange(code))
    return { query: `sum(increase(${selector.trim()}[\${step}]))`, remark: 'is the increase of the counter over a step here' };
  return isCounter || hasRange(code) ? undefined : { query: text };
}

/** Strings, which stay; functions of a counter; ranges. */
const CODE_OR_STRING = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|\b(rate|irate|increase)(?=\s*\()|\[[^\]]*\]/g;

function hasRange(code: string): boolean {
  return /\[[^\]]*\]/.test(code);
}
