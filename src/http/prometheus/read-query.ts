import { Value } from 'typebox/value';
import type { VerdictQuestion } from '../../analysis/service.ts';
import { BadInputError } from '../../errors.ts';
import { AnalysisId, ConfigName } from '../schemas/scalars.ts';
import { readScope } from '../scope-pairs.ts';

/** What a query asks for: the constant that clients try a server with, or the score of an analysis. */
export type ScoreQuery = { readonly kind: 'one' } | { readonly kind: 'score'; readonly of: VerdictQuestion };

const SELECTOR = /^\s*serinus_score\s*\{(.*)\}\s*$/s;
const MATCHER = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*("(?:[^"\\\n]|\\["\\])*")\s*(,|$)/;

/**
 * Reads `vector(1)`, `serinus_score{analysis="ID"}` or `serinus_score{config="..",control_NAME="..",candidate_NAME=".."}`: equality
 * with double-quoted texts, whose only escapes are \" and \\, in any order.
 * @throws {BadInputError} naming `query` or a label: any other PromQL.
 */
export function readQuery(query: string): ScoreQuery {
  if (/^\s*vector\s*\(\s*1\s*\)\s*$/.test(query)) return { kind: 'one' };
  const inside = SELECTOR.exec(query)?.[1];
  if (inside === undefined) throw unreadable(query);
  const { analysis, config, ...others } = readMatchers(inside, query);
  const pairs: Record<'control' | 'candidate', string[]> = { control: [], candidate: [] };
  for (const [label, value] of Object.entries(others)) {
    const [, side, name] = /^(control|candidate)_(.+)$/.exec(label) ?? [];
    if (side !== 'control' && side !== 'candidate') throw new BadInputError(label, 'is unknown');
    pairs[side].push(`${name}=${value}`);
  }
  if (analysis !== undefined) {
    const [other] = config === undefined ? Object.keys(others) : ['config'];
    if (other !== undefined) throw new BadInputError(other, 'cannot be given together with analysis');
    if (!Value.Check(AnalysisId, analysis)) throw new BadInputError('analysis', `${quoted(analysis)} is no id of an analysis`);
    return { kind: 'score', of: { analysis } };
  }
  if (config === undefined) throw new BadInputError('query', 'needs an analysis, or a config with its scopes');
  if (!Value.Check(ConfigName, config)) throw new BadInputError('config', `${quoted(config)} is no name of a config`);
  return {
    kind: 'score',
    of: { config, control: readScope('control', pairs.control), candidate: readScope('candidate', pairs.candidate) },
  };
}

function readMatchers(inside: string, query: string): Readonly<Record<string, string>> {
  const matchers = new Map<string, string>();
  for (let rest = inside; rest.trim() !== ''; ) {
    const [whole, label, text] = MATCHER.exec(rest) ?? [];
    if (whole === undefined || label === undefined || text === undefined) throw unreadable(query);
    if (matchers.has(label)) throw new BadInputError(label, 'is given twice');
    matchers.set(label, text.slice(1, -1).replace(/\\(.)/g, '$1'));
    rest = rest.slice(whole.length);
  }
  return Object.fromEntries(matchers);
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));

function unreadable(query: string): BadInputError {
  return new BadInputError(
    'query',
    `${quoted(query)} is neither vector(1) nor serinus_score{config="..",control_NAME="..",candidate_NAME=".."}`,
  );
}
