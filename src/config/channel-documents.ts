import { type Static, Type } from 'typebox';
import { NEWS } from '../analysis/outbox/news.ts';

/* Who is told of verdicts, as the settings file says it. */

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Duration = Type.String({ pattern: '^([0-9]+(ms|s|m|h|d))+$', description: 'A duration such as 500ms, 30s or 5m.' });
const Address = Type.String({ pattern: '^https?://', description: 'An http or https address, such as https://grafana.example.' });

const channel = {
  /** Names stand in the log, in metrics and in the store. */
  name: Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$', description: 'Lower-case letters, digits and dashes, at most 63.' }),
  configs: Type.Optional(Type.Array(Text, { minItems: 1 })),
  timeout: Type.Optional(Duration),
  giveUpAfter: Type.Optional(Duration),
};
const notification = {
  ...channel,
  on: Type.Optional(Type.Array(Type.Union(NEWS.map((news) => Type.Literal(news))), { minItems: 1, uniqueItems: true })),
};
const secretUrl = { urlEnv: Type.Optional(Text), urlFile: Type.Optional(Text) };
const token = { tokenEnv: Type.Optional(Text), tokenFile: Type.Optional(Text) };

const SlackDocument = Type.Object({ ...notification, type: Type.Literal('slack'), ...secretUrl }, strict);
const WebhookDocument = Type.Object(
  {
    ...{ ...notification, type: Type.Literal('webhook'), url: Type.Optional(Address), ...secretUrl },
    ...{ secretEnv: Type.Optional(Text), secretFile: Type.Optional(Text) },
  },
  strict,
);
const GrafanaDocument = Type.Object(
  { ...notification, type: Type.Literal('grafana'), url: Address, ...token, dashboard: Type.Optional(Text) },
  strict,
);
const InfluxSinkDocument = Type.Object(
  {
    ...{ ...channel, type: Type.Literal('influxdb'), url: Address, org: Text, bucket: Text, ...token },
    batchSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  strict,
);

export const NotificationDocument = Type.Union([SlackDocument, WebhookDocument, GrafanaDocument]);
export const SinkDocument = Type.Union([InfluxSinkDocument]);
export type NotificationDocument = Static<typeof NotificationDocument>;
export type SinkDocument = Static<typeof SinkDocument>;
