import type { Change } from '../analysis/outbox/analysis-change.ts';
import type { Notifier } from '../analysis/ports/notifier.ts';
import type { Secret } from '../model/secret.ts';
import { type ChangeMessage, changeNotifier } from './change-notifier.ts';
import type { ChannelOptions } from './channel-options.ts';
import { headline, scoreText } from './headline.ts';
import { postJson } from './post-json.ts';
import { secretsOfAddress } from './secrets-of-address.ts';

export interface SlackOptions extends ChannelOptions {
  /** The incoming webhook's address. Whoever has it may post: it is a secret. */
  readonly url: Secret;
}

/** Slack's incoming webhooks, and those of others that take the same, such as Mattermost and Rocket.Chat. */
export function slackNotifier(options: SlackOptions): Notifier {
  return changeNotifier(options, (message, signal) => {
    const url = options.url.reveal();
    return postJson({ url, body: JSON.stringify(slackPayload(message)), secrets: secretsOfAddress(url), signal });
  });
}

const COLORS = {
  promote: 'good',
  rollback: 'danger',
  continue: 'warning',
  ended: 'warning',
  cancelled: '#808080',
} as const satisfies Record<Change, string>;

/** An attachment and not blocks: this is what the look-alikes understand as well. Its footer has the id, for a message that comes twice. */
export function slackPayload({ id, change, link }: ChangeMessage): unknown {
  const text = escapeSlack(headline(change));
  return {
    text,
    mrkdwn: false,
    attachments: [
      {
        fallback: escapeSlack(change.reason),
        color: COLORS[change.change],
        ...(link !== undefined && { title: 'The analysis', title_link: link }),
        text: escapeSlack(change.reason),
        fields: [
          { title: 'Score', value: scoreText(change.score), short: true },
          { title: 'Looks', value: String(change.looks), short: true },
        ],
        footer: `serinus ${escapeSlack(id)}`,
        ts: Math.floor(change.atMs / 1000),
        mrkdwn_in: [],
      },
    ],
  };
}

/** Slack's three control characters: what is not escaped could mention a whole channel or show one address and link to another. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
