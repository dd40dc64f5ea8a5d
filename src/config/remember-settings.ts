import { type Static, Type } from 'typebox';
import { parseDuration } from '../model/duration.ts';

/** What is kept of the sources' answers, as the settings file says it. */
export const RememberDocument = Type.Object(
  {
    overlap: Type.Optional(Type.String({ pattern: '^([0-9]+(ms|s|m|h|d))+$', description: 'A duration such as 500ms, 30s or 5m.' })),
    recheckEvery: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    maxMegabytes: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  },
  { additionalProperties: false },
);

export interface RememberSettings {
  /** For so long after a step its samples may come in; at least the last step is asked for again in any case. */
  readonly overlapMs: number;
  /** Every so many looks a query is asked for its whole window; 1 is every time. */
  readonly recheckEvery: number;
  /** Of all series together; 0 remembers nothing. */
  readonly maxBytes: number;
}

const DEFAULTS = { overlap: '5m', recheckEvery: 60, maxMegabytes: 24 } as const;

export function rememberSettings(document: Static<typeof RememberDocument> = {}): RememberSettings {
  const { overlap, recheckEvery, maxMegabytes } = { ...DEFAULTS, ...document };
  return { overlapMs: parseDuration(overlap), recheckEvery, maxBytes: maxMegabytes * 1_000_000 };
}
