import { Type } from 'typebox';

/** What documents of any kind are written with. */

export const Name = Type.String({
  pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
  description: 'Lower-case letters, digits and dashes, at most 63.',
});

/** A duration as parseDuration reads it. */
export const duration = (description: string) =>
  Type.String({ pattern: '^([0-9]+(ms|s|m|h|d))+$', description: `${description} A duration such as 30s, 5m, 1h30m or 7d.` });

/** Unknown fields are errors. */
export const strict = { additionalProperties: false } as const;
