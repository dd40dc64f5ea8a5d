import { LEXIS } from '../../analysis/queries/lexis.ts';
import { scanTemplate } from '../../analysis/queries/scan-template.ts';

/** Words of PromQL that are followed by a list of labels. */
const LABEL_LISTS = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right'];
const WORDS = [...LABEL_LISTS, 'and', 'or', 'unless', 'atan2', 'bool', 'offset', 'start', 'end', 'inf', 'nan', 'smoothed', 'anchored'];
const AGGREGATIONS = [
  'sum',
  'avg',
  'min',
  'max',
  'count',
  'stddev',
  'stdvar',
  'group',
  'topk',
  'bottomk',
  'quantile',
  'count_values',
  'limitk',
  'limit_ratio',
];
/** A list of labels, the braces of a selector, a range, a number, a name. Strings are written as "". */
const TOKEN = /\{[^{}]*\}|\[[^[\]]*\]|(?:\d[\w.]*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_:][\w:]*|\s+|[^\s]/gy;

/**
 * A PromQL query, `${step}` in it or not, with `${scope}` in the braces of each of its selectors, so that it can be asked of either side.
 * @returns undefined when the query has no selector, or is no PromQL.
 */
export function withSideMatchers(query: string): string | undefined {
  const { pieces, problems } = scanTemplate(query, LEXIS.promql);
  const isForeign = pieces.some((piece) => piece.kind === 'placeholder' && (piece.name !== 'step' || piece.within));
  if (problems.length > 0 || isForeign) return undefined;
  // Strings are taken out, so that nothing in them is read as code.
  const strings: string[] = [];
  const code = pieces.map((piece) => {
    if (piece.kind === 'placeholder') return `\${${piece.name}}`;
    if (!piece.within) return piece.text;
    strings.push(`${piece.within.quote}${piece.text}${piece.within.quote}`);
    return '\0';
  });
  const tokens = code.join('').match(TOKEN) ?? [];
  let found = 0;
  const marked = tokens.map((token, i) => {
    const isSelector = token.startsWith('{') || (isMetricName(tokens, i) && !(nextToken(tokens, i) ?? '').startsWith('{'));
    if (!isSelector) return token;
    found += 1;
    if (!token.startsWith('{')) return `${token}{\${scope}}`;
    const own = token.slice(1, -1).trim().replace(/,$/, '');
    return own === '' ? '{${scope}}' : `{${own},\${scope}}`;
  });
  if (found === 0) return undefined;
  let next = 0;
  return marked.join('').replace(/\0/g, () => strings[next++]!);
}

function isMetricName(tokens: readonly string[], i: number): boolean {
  const token = tokens[i]!;
  if (!/^[A-Za-z_:]/.test(token) || WORDS.includes(token.toLowerCase())) return false;
  const next = nextToken(tokens, i);
  if (next === '(') return false; // a function
  if (AGGREGATIONS.includes(token.toLowerCase()) && (next === 'by' || next === 'without')) return false;
  return !isInLabelList(tokens, i);
}

/** Lists of labels hold no brackets, so that the nearest one tells. */
function isInLabelList(tokens: readonly string[], i: number): boolean {
  const opened = tokens.slice(0, i).findLastIndex((token) => token === '(' || token === ')');
  if (opened < 0 || tokens[opened] === ')') return false;
  const word = tokens.slice(0, opened).findLast((token) => token.trim() !== '');
  return word !== undefined && LABEL_LISTS.includes(word.toLowerCase());
}

function nextToken(tokens: readonly string[], i: number): string | undefined {
  return tokens
    .slice(i + 1)
    .find((token) => token.trim() !== '')
    ?.toLowerCase();
}
