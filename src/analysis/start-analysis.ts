import { BadInputError } from '../errors.ts';
import type { Analysis, Scope } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import type { NoiseChoice } from '../model/noise-profile.ts';
import { chooseProfiles } from './calibrate/choose-profiles.ts';
import { configNamed } from './config-named.ts';
import type { Clock } from './ports/clock.ts';
import type { Store } from './ports/store.ts';
import { checkScope } from './queries/check-scope.ts';
import { checkSides } from './queries/check-sides.ts';
import type { StartRequest } from './service.ts';
import { nextSlot } from './slots.ts';

interface StartDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly newId: () => string;
}

/** How far ahead of the server's clock a start may lie: clocks differ a little, a typed year may differ a lot. */
const MAX_AHEAD_MS = 60 * 60_000;
/** How far back: sources hardly keep more, and a start of 1970 is a client's unset variable, not a release. */
const MAX_BACK_MS = 400 * 24 * 60 * 60_000;

/** See AnalysisService.start. */
export async function startAnalysis(
  deps: StartDeps,
  request: StartRequest,
): Promise<{ readonly analysis: Analysis; readonly created: boolean }> {
  const { store, clock } = deps;
  const config = configNamed(deps.configs, request.config);
  const control = checkScope(config, 'control', request.control);
  const candidate = checkScope(config, 'candidate', request.candidate);
  checkSides(config, control, candidate);
  const now = clock.now();
  const startMs = checkStart(request, now);
  const subject = JSON.stringify([config.name, sorted(control), sorted(candidate)]);

  const create = async (key: string): Promise<{ readonly analysis: Analysis; readonly created: boolean }> => {
    const noiseProfiles = chooseProfiles(config, await store.findNoiseProfiles(config.name), startMs);
    const stored = await store.createAnalysis(
      newAnalysis({ id: deps.newId(), key, config, control, candidate, startMs, now, noiseProfiles }),
    );
    if (!stored.created) assertSame(stored.analysis, { key, control, candidate, configName: config.name });
    return stored;
  };
  if (request.key !== undefined) return create(`user:${request.key}`);
  if (request.startMs !== undefined) return create(`auto:${subject} from ${startMs}`);

  // The key names the analysis before it, so that those who begin the next one at the same moment, in whatever process, begin one.
  let latest = await store.findLatestAnalysis({ configName: config.name, control, candidate });
  while (latest?.status !== 'running') {
    const stored = await create(`auto:${subject} after ${latest?.id ?? 'none'}`);
    if (stored.created) return stored;
    latest = stored.analysis;
  }
  return { analysis: latest, created: false };
}

function checkStart({ startMs, key }: StartRequest, now: number): number {
  if (startMs !== undefined && startMs > now + MAX_AHEAD_MS)
    throw new BadInputError('start', `${new Date(startMs).toISOString()} is over an hour ahead`);
  if (startMs !== undefined && startMs < now - MAX_BACK_MS) {
    throw new BadInputError('start', `${new Date(startMs).toISOString()} is over 400 days ago`);
  }
  if (key !== undefined && key.length === 0) throw new BadInputError('key', 'is empty');
  // Stored as UTF-8, two different lone surrogates would be one and the same key.
  if (key !== undefined && !key.isWellFormed()) throw new BadInputError('key', 'is no well-formed text');
  return startMs ?? now;
}

interface NewAnalysis {
  readonly id: string;
  readonly key: string;
  readonly config: AnalysisConfig;
  readonly control: Scope;
  readonly candidate: Scope;
  readonly startMs: number;
  readonly now: number;
  readonly noiseProfiles: readonly NoiseChoice[];
}

function newAnalysis({ id, key, config, control, candidate, startMs, now, noiseProfiles }: NewAnalysis): Analysis {
  return {
    id,
    key,
    configName: config.name,
    configHash: config.hash,
    config: config.document,
    ...(noiseProfiles.length > 0 && { noiseProfiles }),
    control,
    candidate,
    startMs,
    createdAtMs: now,
    status: 'running',
    verdict: 'continue',
    score: null,
    reason: 'no look yet',
    lastSlotMs: null,
    nextSlotMs: nextSlot(config, startMs, startMs),
    looks: 0,
    endedAtMs: null,
  };
}

function sorted(scope: Scope): [string, string][] {
  return Object.entries(scope).sort(([a], [b]) => (a < b ? -1 : 1));
}

type Subject = Pick<Analysis, 'key' | 'configName' | 'control' | 'candidate'>;

/** One key is one analysis: the same key for something else is a mistake of the caller that must not go unseen. */
function assertSame(existing: Analysis, asked: Subject): void {
  const of = ({ configName, control, candidate }: Subject): string => JSON.stringify([configName, sorted(control), sorted(candidate)]);
  if (of(existing) !== of(asked)) {
    throw new BadInputError(
      'key',
      `${JSON.stringify(asked.key.replace(/^user:/, ''))} belongs to analysis ${existing.id}, of another config or scopes`,
    );
  }
}
