import type { AnalysisLimits } from '../analysis/limits.ts';
import type { LimitsDocument } from './settings-document.ts';

/** Room for any config that people read, and 40 MB a look. */
export const DEFAULT_LIMITS: AnalysisLimits = { metrics: 200, series: 2_000, points: 5_000_000 };

/** How large analyses may be. */
export function limitSettings(document: LimitsDocument = {}): AnalysisLimits {
  return { ...DEFAULT_LIMITS, ...document };
}
