import type { ComparisonConfig, DivergenceBands } from '../../model/comparison-config.ts';
import type { ComparisonDocument } from '../../model/comparison-document.ts';
import { parseDuration } from '../../model/duration.ts';

export const DEFAULT_BANDS: DivergenceBands = { safe: 0.01, investigate: 0.05, edgeCases: 0.1 };
const DEFAULT_CANDIDATE = 'candidate';
const DEFAULT_JOIN_MS = 5 * 60_000;
const DEFAULT_SUSPICIOUS_ZERO = 10_000;
const DEFAULT_SAMPLES = { divergent: 1, agreeing: 0, perDay: 1000 } as const;
const DEFAULT_MAX_PAIR_BYTES = 64 * 1024;

/** The section `comparison` with every default filled in, except the parameters of the comparators, which stay as they are written. */
export function resolveComparison(document: ComparisonDocument): ComparisonConfig {
  const { heartbeat, suspiciousZero = DEFAULT_SUSPICIOUS_ZERO } = document;
  return {
    candidate: document.candidate ?? DEFAULT_CANDIDATE,
    comparators: Object.entries(document.comparators).map(([name, { type, path = '', parameters = {}, counts = true }]) => ({
      ...{ name, type, path, parameters, counts },
    })),
    ...(document.segment !== undefined && { segment: document.segment }),
    joinMs: document.join === undefined ? DEFAULT_JOIN_MS : parseDuration(document.join),
    ...(heartbeat && { heartbeat: { prefix: heartbeat.prefix, everyMs: parseDuration(heartbeat.every), expect: heartbeat.expect } }),
    ...(suspiciousZero !== false && { suspiciousZero }),
    bands: { ...DEFAULT_BANDS, ...document.bands },
    samples: { ...DEFAULT_SAMPLES, ...document.samples },
    redact: { paths: document.redact?.paths ?? [], patterns: document.redact?.patterns ?? [] },
    maxPairBytes: document.maxPairBytes ?? DEFAULT_MAX_PAIR_BYTES,
    ...(document.report && { report: { schedule: document.report.schedule } }),
  };
}
