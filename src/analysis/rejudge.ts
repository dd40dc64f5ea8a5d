import { NotFoundError, SerinusError } from '../errors.ts';
import { judgeLook } from '../judging/judge-look.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { Look } from '../model/analysis.ts';
import type { Decision } from '../model/verdict.ts';
import { resolveConfig } from './config/resolve-config.ts';
import type { Store } from './ports/store.ts';

export interface Rejudged {
  readonly look: Look;
  /** The decision of today's judges on the stored series. */
  readonly again: Decision;
  /** Paths such as `metrics[0].effect.lower` where the two differ, with both values; empty when they agree. */
  readonly differences: readonly { readonly path: string; readonly stored: unknown; readonly again: unknown }[];
}

/**
 * Judges a stored look once more from the series that it judged.
 * @throws {NotFoundError} no such look; {SerinusError} SERIES_REMOVED: it is older than series are kept.
 */
export async function rejudge(
  { store, judges }: { readonly store: Store; readonly judges: JudgeRegistry },
  analysisId: string,
  slotMs?: number,
): Promise<Rejudged> {
  const analysis = await store.findAnalysis(analysisId);
  if (analysis === undefined) throw new NotFoundError('analysis', analysisId);
  const look = await store.findLook(analysisId, slotMs);
  if (look === undefined) throw new NotFoundError('look', `${analysisId} at ${slotMs ?? 'any time'}`);
  const records = await store.findRecords(analysisId, look.slotMs);
  if (records === undefined) throw seriesRemoved(look);
  const again = judgeLook({
    config: resolveConfig(analysis.config, judges),
    judges,
    records,
    elapsedMs: look.slotMs - analysis.startMs,
    noiseProfiles: analysis.noiseProfiles,
    facts: look.facts,
  });
  const stored = Object.fromEntries(Object.keys(again).map((key) => [key, look[key as keyof Decision]]));
  return { look, again, differences: differences(stored, JSON.parse(JSON.stringify(again)), '') };
}

function seriesRemoved({ number, analysisId, slotMs }: Look): SerinusError {
  const which = `look ${number} of ${analysisId} at ${new Date(slotMs).toISOString()}`;
  return new SerinusError('SERIES_REMOVED', 410, `the series of ${which} are no longer kept, so it cannot be judged again`);
}

function differences(stored: unknown, again: unknown, path: string): Rejudged['differences'] {
  if (Object.is(stored, again)) return [];
  if (typeof stored !== 'object' || typeof again !== 'object' || stored === null || again === null) return [{ path, stored, again }];
  const keys = new Set([...Object.keys(stored), ...Object.keys(again)]);
  return [...keys].flatMap((key) => {
    const step = Array.isArray(stored) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return differences((stored as Record<string, unknown>)[key], (again as Record<string, unknown>)[key], step);
  });
}
