import type { CaseReport, RatePoint } from './divergence-report.ts';

/** What a report is put together of, whatever it is written as. All texts are plain: whoever writes them out escapes them. */
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** The sentence that matters most; `tone` says how good it is. */
  | { readonly kind: 'verdict'; readonly text: string; readonly tone: 'good' | 'unsure' | 'bad' }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** The first column is text, the others are numbers. */
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'rates'; readonly points: readonly RatePoint[] }
  | { readonly kind: 'case'; readonly heading: string; readonly facts: readonly string[]; readonly shown: CaseReport };

/** A table, and how many rows were left off where it is long; nothing where it is empty. */
export function tableBlocks(columns: readonly string[], rows: readonly (readonly string[])[], most = 20): Block[] {
  if (rows.length === 0) return [];
  const more = rows.length - most;
  return [
    { kind: 'table', columns, rows: rows.slice(0, most) },
    ...(more > 0 ? [{ kind: 'text', text: `and ${more} more` } as const] : []),
  ];
}
