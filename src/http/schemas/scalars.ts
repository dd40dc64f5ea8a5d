import { Type } from 'typebox';

/** Parts that several requests and replies share. */
export const AnalysisId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Id of an analysis.' });
export const ConfigName = Type.String({
  pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
  description: 'Name of a config.',
});
export const ScopeSchema = Type.Record(Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]{0,63}$' }), Type.String({ maxLength: 1024 }), {
  additionalProperties: false,
  maxProperties: 32,
  description: "Values of the config's variables for one side.",
});
export const VerdictSchema = Type.Enum(['promote', 'continue', 'rollback'], {
  description: 'promote: proven harmless. rollback: proven harmful, and for good. continue: not yet.',
});
export const StatusSchema = Type.Enum(['running', 'finished', 'cancelled']);
export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339.' });
export const Score = Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()], {
  description: '0 to 100; null when it cannot be said.',
});
export const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()]);

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Items on a page. Default 50.' })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: 'nextCursor of the page before.' })),
};
export const DEFAULT_LIMIT = 50;
