import { parseDuration } from '../../model/duration.ts';
import type { ReadinessConfig } from '../../model/readiness.ts';
import type { ReadinessDocument } from '../../model/readiness-document.ts';

const DEFAULT_RESTARTS = 0;
const DEFAULT_UTILISATION = 0.7;

/** The section `readiness` with every default filled in. */
export function resolveReadiness({ minDuration, timeBox, restarts, utilisation, ...rest }: ReadinessDocument): ReadinessConfig {
  return {
    ...rest,
    ...(minDuration !== undefined && { minDurationMs: parseDuration(minDuration) }),
    ...(timeBox !== undefined && { timeBoxMs: parseDuration(timeBox) }),
    ...(restarts && { restarts: { max: DEFAULT_RESTARTS, ...restarts } }),
    ...(utilisation && { utilisation: { below: DEFAULT_UTILISATION, ...utilisation } }),
  };
}
