import type { Page } from '../../src/analysis/ports/page.ts';
import type { AnalysisService, StartRequest } from '../../src/analysis/service.ts';
import { BadInputError, NotFoundError } from '../../src/errors.ts';
import type { Analysis, Look } from '../../src/model/analysis.ts';
import { START, sampleAnalysis, sampleLook } from './sample-data.ts';

/** What a call was asked, by the method's name, in order. */
export type Call = readonly [method: string, ...args: unknown[]];

export interface FakeService extends AnalysisService {
  readonly calls: Call[];
  readonly analyses: Map<string, Analysis>;
  /** Of all analyses, oldest first. */
  readonly stored: Look[];
}

/** The service in memory: `shop` is the one config, cursors are offsets, looks are sampleLook(). */
export function createFakeService(analyses: readonly Analysis[] = [], looks: readonly Look[] = []): FakeService {
  const known = new Map(analyses.map((analysis) => [analysis.id, analysis]));
  const stored = [...looks];
  const calls: Call[] = [];
  const find = (id: string): Analysis => {
    const analysis = known.get(id);
    if (analysis === undefined) throw new NotFoundError('analysis', id);
    return analysis;
  };
  const looksOf = (id: string): Look[] => stored.filter(({ analysisId }) => analysisId === id);
  const judge = (id: string): Look => {
    const analysis = find(id);
    const look = sampleLook(looksOf(id).length + 1, { analysisId: id, trigger: 'request' });
    stored.push(look);
    const { verdict, score, reason, slotMs, number } = look;
    known.set(id, { ...analysis, verdict, score, reason, lastSlotMs: slotMs, nextSlotMs: slotMs + 60_000, looks: number });
    return look;
  };

  return {
    calls,
    analyses: known,
    stored,
    async start(request) {
      calls.push(['start', request]);
      const existing = [...known.values()].find(({ key }) => key === `user:${request.key}`);
      if (existing !== undefined) return { analysis: existing, created: false };
      const analysis = newAnalysis(`a-${known.size + 1}`, request);
      known.set(analysis.id, analysis);
      return { analysis, created: true };
    },
    async find(id) {
      calls.push(['find', id]);
      return find(id);
    },
    async list(filter) {
      calls.push(['list', filter]);
      const { status, verdict, configName } = filter;
      const fitting = [...known.values()].filter(
        (one) =>
          (status === undefined || one.status === status) &&
          (verdict === undefined || one.verdict === verdict) &&
          (configName === undefined || one.configName === configName),
      );
      return pageOf(fitting.reverse(), filter);
    },
    async look(id) {
      calls.push(['look', id]);
      return judge(id);
    },
    async looks(id, page) {
      calls.push(['looks', id, page]);
      find(id);
      return pageOf(looksOf(id), page);
    },
    async cancel(id, reason) {
      calls.push(['cancel', id, reason]);
      const analysis = find(id);
      if (analysis.status === 'running') known.set(id, { ...analysis, status: 'cancelled', reason, nextSlotMs: null, endedAtMs: START });
      return find(id);
    },
    async keepNoiseProfiles(config, profiles) {
      calls.push(['keepNoiseProfiles', config, profiles]);
      if (config !== 'shop') throw new NotFoundError('config', config);
    },
    async verdict(question, maxAgeMs) {
      calls.push(['verdict', question, maxAgeMs]);
      const id = 'analysis' in question ? question.analysis : [...known.values()].findLast((one) => one.configName === question.config)?.id;
      const analysis = find(id ?? 'of these scopes');
      if (analysis.status === 'running' && maxAgeMs === 0) judge(analysis.id);
      return { analysis: find(analysis.id), look: looksOf(analysis.id).at(-1) };
    },
  };
}

function newAnalysis(id: string, { config, control, candidate, startMs = START, key = id }: StartRequest): Analysis {
  if (config !== 'shop') throw new NotFoundError('config', config);
  if (!/^v[0-9]+$/.test(candidate.version ?? ''))
    throw new BadInputError('candidate.version', `${candidate.version} does not match v[0-9]+`);
  return sampleAnalysis({ id, key: `user:${key}`, control, candidate, startMs, nextSlotMs: startMs + 60_000 });
}

function pageOf<T>(items: readonly T[], { limit, cursor = '0' }: { readonly limit: number; readonly cursor?: string }): Page<T> {
  if (!/^\d+$/.test(cursor)) throw new BadInputError('cursor', `${JSON.stringify(cursor)} is none of ours`);
  const end = Number(cursor) + limit;
  return { items: items.slice(Number(cursor), end), ...(end < items.length ? { nextCursor: String(end) } : {}) };
}
