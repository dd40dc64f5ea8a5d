import type { RetentionRules } from '../analysis/forget-outdated.ts';
import { parseDuration } from '../model/duration.ts';
import type { RetentionDocument } from './settings-document.ts';
import { SettingsError } from './settings-error.ts';

/** A disk then holds what three months of analyses need; the series, which take most of it, those of one. */
export const DEFAULT_RETENTION = {
  looks: { maxAge: '90d', maxCount: 10_000 },
  series: { maxAge: '30d' },
  documents: { maxAge: '90d' },
  reports: { maxAge: '365d' },
  pairs: { maxAge: '90d' },
  samples: { maxAge: '30d' },
  pairIds: { maxAge: '7d' },
} as const;

/** How long things are kept. @throws {SettingsError} an age of 0. */
export function retentionSettings(document: RetentionDocument = {}): RetentionRules {
  const age = (kind: keyof typeof DEFAULT_RETENTION): number => {
    const text = document[kind]?.maxAge ?? DEFAULT_RETENTION[kind].maxAge;
    const ms = text === 'forever' ? Number.POSITIVE_INFINITY : parseDuration(text);
    if (ms === 0) throw new SettingsError([`store.retention.${kind}.maxAge: must be above 0`]);
    return ms;
  };
  return {
    looks: { maxAgeMs: age('looks'), maxCount: document.looks?.maxCount ?? DEFAULT_RETENTION.looks.maxCount },
    series: { maxAgeMs: age('series') },
    documents: { maxAgeMs: age('documents') },
    reports: { maxAgeMs: age('reports') },
    pairs: { maxAgeMs: age('pairs') },
    samples: { maxAgeMs: age('samples') },
    pairIds: { maxAgeMs: age('pairIds') },
  };
}
