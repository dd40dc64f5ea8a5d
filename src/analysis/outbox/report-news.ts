import type { ReportAction } from '../../comparison/report/divergence-report.ts';
import type { KeptReport } from '../comparison/kept-reports.ts';
import type { NewMessage } from '../ports/outbox.ts';
import type { ChannelRule } from './channel-rule.ts';

/** A report as people and programs are told of it. The webhook's body is made of it: a field once here stays. No answer is in it. */
export type ReportNews = {
  readonly change: 'report';
  /** Its id. */
  readonly report: string;
  readonly config: string;
  readonly candidate: string;
  readonly action: ReportAction;
  /** What to do, and why. */
  readonly sentence: string;
  readonly pairs: number;
  readonly divergent: number;
  readonly fromMs: number;
  readonly toMs: number;
};

/** The messages that tell of a report: to those who want to know of reports. */
export function messagesOfReport(rules: readonly ChannelRule[], { id, report }: KeptReport, createdAtMs: number): readonly NewMessage[] {
  const { config, candidate, fromMs, toMs, recommendation, divergence } = report;
  const body: ReportNews = {
    ...{ change: 'report', report: id, config, candidate, ...recommendation },
    ...{ pairs: divergence.trials, divergent: divergence.events, fromMs, toMs },
  };
  return rules
    .filter(({ configs }) => configs === undefined || configs.includes(config))
    .filter((rule) => rule.wants === 'changes' && rule.on.includes('report'))
    .map(({ channel }) => ({ id, channel, kind: 'change', body, createdAtMs }));
}
