import type { AnalysisChange } from '../analysis/outbox/analysis-change.ts';
import type { ReportNews } from '../analysis/outbox/report-news.ts';
import type { Delivery, Notifier } from '../analysis/ports/notifier.ts';
import { analysisLink, reportLink } from './analysis-link.ts';
import type { ChannelOptions } from './channel-options.ts';

/** A change with what every attempt to tell of it has in common. */
export interface ChangeMessage {
  readonly id: string;
  readonly change: AnalysisChange;
  readonly link: string | undefined;
}

/** A report in the same way. */
export interface ReportMessage {
  readonly id: string;
  readonly news: ReportNews;
  readonly link: string | undefined;
}

/** What is sent, made anew at each attempt. */
export interface Payloads {
  change(message: ChangeMessage): unknown;
  report(message: ReportMessage): unknown;
}

export interface Posting {
  readonly id: string;
  /** The payload as JSON. */
  readonly body: string;
}

/** A channel that takes one change or report at a time. */
export function changeNotifier(
  { name, timeoutMs, giveUpAfterMs, publicUrl }: ChannelOptions,
  payloads: Payloads,
  post: (posting: Posting, signal: AbortSignal) => Promise<Delivery>,
): Notifier {
  return {
    ...{ name, timeoutMs, giveUpAfterMs },
    batchSize: 1,
    async deliver([message], signal) {
      if (message === undefined) return { kind: 'delivered' };
      const { id, kind } = message;
      if (kind !== 'change') return { kind: 'refused', reason: `a message of the kind ${kind} is not for this channel` };
      // It was written by messagesOfLook, messagesOfCancellation or messagesOfReport.
      const body = message.body as unknown as AnalysisChange | ReportNews;
      const payload =
        body.change === 'report'
          ? payloads.report({ id, news: body, link: reportLink(publicUrl, body.report) })
          : payloads.change({ id, change: body, link: analysisLink(publicUrl, body.analysis) });
      return post({ id, body: JSON.stringify(payload) }, signal);
    },
  };
}
