import type { Change } from '../analysis/outbox/analysis-change.ts';
import type { Notifier } from '../analysis/ports/notifier.ts';
import type { ReportAction } from '../comparison/report/divergence-report.ts';
import type { Secret } from '../model/secret.ts';
import { type ChangeMessage, changeNotifier, type ReportMessage } from './change-notifier.ts';
import type { ChannelOptions } from './channel-options.ts';
import { headline, reportHeadline, scoreText } from './headline.ts';
import { postJson } from './post-json.ts';
import { secretsOfAddress } from './secrets-of-address.ts';

export interface SlackOptions extends ChannelOptions {
  /** The incoming webhook's address. Whoever has it may post: it is a secret. */
  readonly url: Secret;
}

/** Slack's incoming webhooks, and those of others that take the same, such as Mattermost and Rocket.Chat. */
export function slackNotifier(options: SlackOptions): Notifier {
  return changeNotifier(options, { change: slackPayload, report: slackReport }, ({ body }, signal) => {
    const url = options.url.reveal();
    return postJson({ url, body, secrets: secretsOfAddress(url), signal });
  });
}

const COLORS = {
  promote: 'good',
  rollback: 'danger',
  continue: 'warning',
  ended: 'warning',
  cancelled: '#808080',
} as const satisfies Record<Change, string>;

const ACTION_COLORS = {
  'roll-out': 'good',
  'collect-more': 'warning',
  investigate: 'warning',
  'do-not-roll-out': 'danger',
} as const satisfies Record<ReportAction, string>;

export function slackPayload({ id, change, link }: ChangeMessage): unknown {
  return withAttachment({
    ...{ id, headline: headline(change), text: change.reason, color: COLORS[change.change], atMs: change.atMs },
    ...(link !== undefined && { link: { title: 'The analysis', title_link: link } }),
    fields: { Score: scoreText(change.score), Looks: String(change.looks) },
  });
}

export function slackReport({ id, news, link }: ReportMessage): unknown {
  return withAttachment({
    ...{ id, headline: reportHeadline(news), text: news.sentence, color: ACTION_COLORS[news.action], atMs: news.toMs },
    ...(link !== undefined && { link: { title: 'The report', title_link: link } }),
    fields: { Pairs: String(news.pairs), Divergent: String(news.divergent) },
  });
}

interface Attached {
  readonly id: string;
  readonly headline: string;
  readonly text: string;
  readonly color: string;
  readonly atMs: number;
  readonly link?: { readonly title: string; readonly title_link: string };
  readonly fields: Readonly<Record<string, string>>;
}

/** An attachment and not blocks: this is what the look-alikes understand as well. Its footer has the id, for a message that comes twice. */
function withAttachment({ id, headline, text, color, atMs, link, fields }: Attached): unknown {
  return {
    text: escapeSlack(headline),
    mrkdwn: false,
    attachments: [
      {
        fallback: escapeSlack(text),
        color,
        ...link,
        text: escapeSlack(text),
        fields: Object.entries(fields).map(([title, value]) => ({ title, value, short: true })),
        footer: `serinus ${escapeSlack(id)}`,
        ts: Math.floor(atMs / 1000),
        mrkdwn_in: [],
      },
    ],
  };
}

/** Slack's three control characters: what is not escaped could mention a whole channel or show one address and link to another. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
