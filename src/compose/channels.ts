import type { ChannelRule } from '../analysis/outbox/channel-rule.ts';
import type { Clock } from '../analysis/ports/clock.ts';
import type { Notifier } from '../analysis/ports/notifier.ts';
import type { ChannelSettings } from '../config/channel-settings.ts';
import { grafanaNotifier } from '../notify/grafana.ts';
import { influxNotifier } from '../notify/influx.ts';
import { slackNotifier } from '../notify/slack.ts';
import { webhookNotifier } from '../notify/webhook.ts';

/** Who is told: what each channel wants to know, and how it is told. */
export interface Channels {
  readonly rules: readonly ChannelRule[];
  readonly notifiers: readonly Notifier[];
}

/** The channels of the settings. @param options publicUrl: what links in messages begin with; undefined leaves them out. */
export function openChannels(
  settings: readonly ChannelSettings[],
  options: { readonly publicUrl: URL | undefined; readonly clock: Clock },
): Channels {
  return { rules: settings.map(ruleOf), notifiers: settings.map((channel) => notifierOf(channel, options)) };
}

function ruleOf(channel: ChannelSettings): ChannelRule {
  const head = { channel: channel.name, ...(channel.configs && { configs: channel.configs }) };
  return channel.type === 'influxdb' ? { ...head, wants: 'looks' } : { ...head, wants: 'changes', on: channel.on };
}

function notifierOf(channel: ChannelSettings, { publicUrl, clock }: Parameters<typeof openChannels>[1]): Notifier {
  switch (channel.type) {
    case 'slack':
      return slackNotifier({ ...channel, publicUrl });
    case 'webhook':
      return webhookNotifier({ ...channel, publicUrl }, clock);
    case 'grafana':
      return grafanaNotifier({ ...channel, publicUrl });
    case 'influxdb':
      return influxNotifier(channel);
  }
}
