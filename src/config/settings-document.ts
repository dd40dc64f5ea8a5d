import { type Static, Type } from 'typebox';
import { JWT_ALGORITHMS, ROLES } from '../model/access.ts';
import { NotificationDocument, SinkDocument } from './channel-documents.ts';
import { RememberDocument } from './remember-settings.ts';
import { SourceDocument } from './source-documents.ts';

/* The settings file as its author writes it. Secrets are never written in it: it names an environment variable or a file. */

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Duration = Type.String({ pattern: '^([0-9]+(ms|s|m|h|d))+$', description: 'A duration such as 500ms, 30s or 5m.' });

const Roles = Type.Array(Type.Union(ROLES.map((role) => Type.Literal(role))), { minItems: 1, uniqueItems: true });
const Sha256 = Type.Union([
  Type.String({ pattern: '^[0-9a-fA-F]{64}$', description: 'A SHA-256 in hexadecimal, as serinus token prints it.' }),
  Type.Object({ env: Text }, strict),
  Type.Object({ file: Text }, strict),
]);
/** Names stand in the log. */
const ClientName = Type.String({ pattern: '^[A-Za-z0-9_.@-]{1,64}$' });

export const AccessDocument = Type.Object(
  {
    tokens: Type.Optional(Type.Array(Type.Object({ name: ClientName, roles: Roles, sha256: Sha256 }, strict))),
    users: Type.Optional(Type.Array(Type.Object({ name: ClientName, roles: Roles, passwordSha256: Sha256 }, strict))),
    jwt: Type.Optional(
      Type.Object(
        {
          jwksUrl: Text,
          issuer: Text,
          audience: Text,
          rolesClaim: Type.Optional(Text),
          clockSkew: Type.Optional(Duration),
          algorithms: Type.Optional(Type.Array(Type.Union(JWT_ALGORITHMS.map((name) => Type.Literal(name))), { minItems: 1 })),
        },
        strict,
      ),
    ),
    openMetrics: Type.Optional(Type.Boolean()),
  },
  strict,
);

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const MaxAge = Type.Union([Duration, Type.Literal('forever')]);

export const RetentionDocument = Type.Object(
  {
    looks: Type.Optional(
      Type.Object({ maxAge: Type.Optional(MaxAge), maxCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })) }, strict),
    ),
    series: Type.Optional(Type.Object({ maxAge: Type.Optional(MaxAge) }, strict)),
    documents: Type.Optional(Type.Object({ maxAge: Type.Optional(MaxAge) }, strict)),
    reports: Type.Optional(Type.Object({ maxAge: Type.Optional(MaxAge) }, strict)),
    pairs: Type.Optional(Type.Object({ maxAge: Type.Optional(MaxAge) }, strict)),
    samples: Type.Optional(Type.Object({ maxAge: Type.Optional(MaxAge) }, strict)),
    pairIds: Type.Optional(Type.Object({ maxAge: Type.Optional(MaxAge) }, strict)),
  },
  strict,
);

export const StoreDocument = Type.Object(
  {
    path: Type.Optional(Text),
    urlEnv: Type.Optional(Text),
    urlFile: Type.Optional(Text),
    poolSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    connectTimeout: Type.Optional(Duration),
    statementTimeout: Type.Optional(Duration),
    retention: Type.Optional(RetentionDocument),
  },
  { ...strict, minProperties: 1 },
);

const Limit = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });
export const LimitsDocument = Type.Object(
  { metrics: Type.Optional(Limit), series: Type.Optional(Limit), points: Type.Optional(Limit) },
  strict,
);

export const SettingsDocument = Type.Object(
  {
    sources: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$' }), SourceDocument, strict)),
    remember: Type.Optional(RememberDocument),
    configs: Type.Optional(Text),
    judges: Type.Optional(Type.Array(Text)),
    comparators: Type.Optional(Type.Array(Text)),
    store: Type.Optional(StoreDocument),
    limits: Type.Optional(LimitsDocument),
    http: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(Text),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
          allowUnauthenticated: Type.Optional(Type.Boolean()),
          rateLimit: Type.Optional(Type.Object({ perMinute: Type.Integer({ minimum: 1, maximum: 10_000_000 }) }, strict)),
          trustedProxies: Type.Optional(Type.Array(Text, { minItems: 1 })),
          publicUrl: Type.Optional(Text),
          overload: Type.Optional(
            Type.Object(
              {
                maxRequests: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
                maxDelay: Type.Optional(Duration),
                maxMegabytes: Type.Optional(Type.Integer({ minimum: 1 })),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
    auth: Type.Optional(AccessDocument),
    notifications: Type.Optional(Type.Array(NotificationDocument)),
    sinks: Type.Optional(Type.Array(SinkDocument)),
    log: Type.Optional(Type.Object({ level: Type.Optional(Type.Union(LOG_LEVELS.map((level) => Type.Literal(level)))) }, strict)),
  },
  strict,
);

export type SettingsDocument = Static<typeof SettingsDocument>;
export type RetentionDocument = Static<typeof RetentionDocument>;
export type LimitsDocument = Static<typeof LimitsDocument>;
export type StoreDocument = Static<typeof StoreDocument>;
export type AccessDocument = Static<typeof AccessDocument>;
