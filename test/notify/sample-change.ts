import type { AnalysisChange } from '../../src/analysis/outbox/analysis-change.ts';
import type { LookNumbers } from '../../src/analysis/outbox/look-numbers.ts';
import type { ReportNews } from '../../src/analysis/outbox/report-news.ts';
import type { OutboxMessage } from '../../src/analysis/ports/outbox.ts';

export const START = Date.UTC(2026, 0, 31, 12);
export const SLOT = Date.UTC(2026, 0, 31, 12, 30);

export function sampleChange(changes: Partial<AnalysisChange> = {}): AnalysisChange {
  return {
    ...{ change: 'rollback', verdict: 'rollback', verdictBefore: 'continue', status: 'finished' },
    ...{ analysis: '018f', config: 'checkout', mode: 'canary', score: 0, looks: 30, startMs: START, atMs: SLOT },
    ...{ control: { version: 'v1' }, candidate: { version: 'v2' } },
    ...{ reason: 'errors is harmful', reasons: ['errors is harmful', 'latency is undecided'] },
    ...changes,
  };
}

export function changeMessage(changes: Partial<AnalysisChange> = {}): OutboxMessage {
  const body = sampleChange(changes);
  return { id: `${body.analysis}-${body.atMs}`, channel: 'a', kind: 'change', body, createdAtMs: SLOT, attempts: 1 };
}

export function reportMessage(news: Partial<ReportNews> = {}): OutboxMessage {
  const body: ReportNews = {
    ...{ change: 'report', report: 'pets-20260131T123000Z-1f0c', config: 'pets', candidate: 'v2' },
    ...{ action: 'do-not-roll-out', sentence: 'Do not roll out: 12 % of 5000 pairs diverge.', pairs: 5000, divergent: 600 },
    ...{ fromMs: START, toMs: SLOT },
    ...news,
  };
  return { id: body.report, channel: 'a', kind: 'change', body, createdAtMs: SLOT, attempts: 1 };
}

export function lookMessage(numbers: Partial<LookNumbers> = {}): OutboxMessage {
  const body: LookNumbers = {
    ...{ analysis: '018f', config: 'checkout', mode: 'canary', slotMs: SLOT, number: 30, verdict: 'continue', final: false, score: 62.5 },
    ...{ control: { version: 'v1' }, candidate: { version: 'v2, "new" = 1' } },
    groups: [
      { name: 'reliability', weight: 60, score: 25 },
      { name: 'speed', weight: 40, score: null },
    ],
    metrics: [
      {
        ...{ name: 'errors', labels: { zone: 'eu 1' }, group: 'reliability', classification: 'high', score: 0, moreSteps: null },
        effect: { name: 'ratio of error shares', scale: 'relative', estimate: 0.81, lower: 0.42, upper: null, tolerance: 0.1 },
        ...{ control: { count: 30, mean: 0.011 }, candidate: { count: 29, mean: 0.02 } },
      },
      {
        ...{ name: 'latency', labels: {}, group: 'speed', classification: 'nodata', score: null, effect: null, moreSteps: 12 },
        ...{ control: { count: 3, mean: null }, candidate: { count: 0, mean: null } },
      },
    ],
    ...numbers,
  };
  return { id: `${body.analysis}-${body.slotMs}`, channel: 'history', kind: 'look', body, createdAtMs: SLOT, attempts: 1 };
}
