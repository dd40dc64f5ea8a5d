import { type Static, Type } from 'typebox';

/* The settings file as its author writes it. Secrets are never written in it: it names an environment variable or a file. */

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Duration = Type.String({ pattern: '^([0-9]+(ms|s|m|h|d))+$', description: 'A duration such as 500ms, 30s or 5m.' });

const Auth = Type.Union([
  Type.Object(
    { basic: Type.Object({ username: Text, passwordEnv: Type.Optional(Text), passwordFile: Type.Optional(Text) }, strict) },
    strict,
  ),
  Type.Object({ bearer: Type.Object({ tokenEnv: Type.Optional(Text), tokenFile: Type.Optional(Text) }, strict) }, strict),
]);

const HeaderValue = Type.Union([Type.String(), Type.Object({ env: Type.Optional(Text), file: Type.Optional(Text) }, strict)]);

export const PrometheusDocument = Type.Object(
  {
    type: Type.Literal('prometheus'),
    url: Type.String({ pattern: '^https?://', description: 'An http or https address, such as http://prometheus:9090.' }),
    auth: Type.Optional(Auth),
    headers: Type.Optional(Type.Record(Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" }), HeaderValue, strict)),
    tls: Type.Optional(Type.Object({ caFile: Text }, strict)),
    timeout: Type.Optional(Duration),
    maxConcurrent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
    maxPoints: Type.Optional(Type.Integer({ minimum: 1000, maximum: 100_000_000 })),
  },
  strict,
);

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export const SettingsDocument = Type.Object(
  {
    sources: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$' }), PrometheusDocument, strict)),
    configs: Type.Optional(Text),
    judges: Type.Optional(Type.Array(Text)),
    store: Type.Optional(Type.Object({ path: Text }, strict)),
    http: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(Text),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
          allowUnauthenticated: Type.Optional(Type.Boolean()),
        },
        strict,
      ),
    ),
    log: Type.Optional(Type.Object({ level: Type.Optional(Type.Union(LOG_LEVELS.map((level) => Type.Literal(level)))) }, strict)),
  },
  strict,
);

export type SettingsDocument = Static<typeof SettingsDocument>;
export type PrometheusDocument = Static<typeof PrometheusDocument>;
