import { Type } from 'typebox';

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });

/** Where a secret is: it is never written in the settings. */
const Token = Type.Object({ tokenEnv: Type.Optional(Text), tokenFile: Type.Optional(Text) }, strict);
export const BasicAuth = Type.Object(
  { basic: Type.Object({ username: Text, passwordEnv: Type.Optional(Text), passwordFile: Type.Optional(Text) }, strict) },
  strict,
);
export const BearerAuth = Type.Object({ bearer: Token }, strict);
export const TokenAuth = Type.Object({ token: Token }, strict);

const HeaderValue = Type.Union([Type.String(), Type.Object({ env: Type.Optional(Text), file: Type.Optional(Text) }, strict)]);

/** What the settings say of every source that is asked over HTTP, but for its credentials. */
export const HTTP_SOURCE_FIELDS = {
  url: Type.String({ pattern: '^https?://', description: 'An http or https address, such as http://prometheus:9090.' }),
  headers: Type.Optional(Type.Record(Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" }), HeaderValue, strict)),
  tls: Type.Optional(Type.Object({ caFile: Text }, strict)),
  timeout: Type.Optional(Type.String({ pattern: '^([0-9]+(ms|s|m|h|d))+$', description: 'A duration such as 500ms, 30s or 5m.' })),
  maxConcurrent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
  maxPoints: Type.Optional(Type.Integer({ minimum: 1000, maximum: 100_000_000 })),
};
