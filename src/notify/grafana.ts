import type { Notifier } from '../analysis/ports/notifier.ts';
import type { Secret } from '../model/secret.ts';
import { type ChangeMessage, changeNotifier, type Payloads, type ReportMessage } from './change-notifier.ts';
import type { ChannelOptions } from './channel-options.ts';
import { headline, reportHeadline, scoreText } from './headline.ts';
import { postJson } from './post-json.ts';

export interface GrafanaOptions extends ChannelOptions {
  /** Root of the Grafana, with its path prefix. */
  readonly url: URL;
  /** Of a service account that may create annotations. */
  readonly token: Secret;
  /** Undefined: an annotation of the organization, shown by dashboards that ask for its tags. */
  readonly dashboardUid?: string;
}

/** Annotations over the time of the analysis, in a Grafana's dashboards. */
export function grafanaNotifier(options: GrafanaOptions): Notifier {
  const url = `${options.url.href.replace(/\/$/, '')}/api/annotations`;
  const payloads: Payloads = {
    change: (message) => grafanaPayload(message, options.dashboardUid),
    report: (message) => grafanaReport(message, options.dashboardUid),
  };
  return changeNotifier(options, payloads, ({ body }, signal) => {
    const token = options.token.reveal();
    return postJson({ url, headers: { authorization: `Bearer ${token}` }, body, secrets: [token], signal });
  });
}

/** The last tag is the message's id: an annotation that came twice has a twin. */
export function grafanaPayload({ id, change, link }: ChangeMessage, dashboardUid?: string): unknown {
  const { config, verdict, startMs, atMs } = change;
  const lines = [headline(change), change.reason, `score ${scoreText(change.score)}`].map(escapeHtml);
  if (link !== undefined) lines.push(`<a href="${escapeHtml(link)}">the analysis</a>`);
  return {
    ...(dashboardUid !== undefined && { dashboardUID: dashboardUid }),
    // Data of before the start may be asked about as well: a region never ends before it begins.
    time: Math.min(startMs, atMs),
    timeEnd: atMs,
    tags: ['serinus', `config:${config}`, `change:${change.change}`, `verdict:${verdict}`, `id:${id}`],
    text: lines.join('\n'),
  };
}

/** A region over the time of the report. */
export function grafanaReport({ id, news, link }: ReportMessage, dashboardUid?: string): unknown {
  const lines = [reportHeadline(news), news.sentence].map(escapeHtml);
  if (link !== undefined) lines.push(`<a href="${escapeHtml(link)}">the report</a>`);
  return {
    ...(dashboardUid !== undefined && { dashboardUID: dashboardUid }),
    time: news.fromMs,
    timeEnd: news.toMs,
    tags: ['serinus', `config:${news.config}`, 'change:report', `action:${news.action}`, `id:${id}`],
    text: lines.join('\n'),
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
