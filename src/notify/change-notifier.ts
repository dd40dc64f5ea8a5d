import type { AnalysisChange } from '../analysis/outbox/analysis-change.ts';
import type { Delivery, Notifier } from '../analysis/ports/notifier.ts';
import { analysisLink } from './analysis-link.ts';
import type { ChannelOptions } from './channel-options.ts';

/** A change with what every attempt to tell of it has in common. */
export interface ChangeMessage {
  readonly id: string;
  readonly change: AnalysisChange;
  readonly link: string | undefined;
}

/** A channel that takes one change at a time. */
export function changeNotifier(
  { name, timeoutMs, giveUpAfterMs, publicUrl }: ChannelOptions,
  send: (message: ChangeMessage, signal: AbortSignal) => Promise<Delivery>,
): Notifier {
  return {
    ...{ name, timeoutMs, giveUpAfterMs },
    batchSize: 1,
    async deliver([message], signal) {
      if (message === undefined) return { kind: 'delivered' };
      if (message.kind !== 'change') return { kind: 'refused', reason: `a message of the kind ${message.kind} is not for this channel` };
      // It was written by messagesOfLook or messagesOfCancellation.
      const change = message.body as unknown as AnalysisChange;
      return send({ id: message.id, change, link: analysisLink(publicUrl, change.analysis) }, signal);
    },
  };
}
