import { BadInputError, NotFoundError, SerinusError } from '../errors.ts';
import type { Analysis, Look, Scope } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import type { NoiseChoice } from '../model/noise-profile.ts';
import { checkProfiles } from './calibrate/check-profiles.ts';
import { chooseProfiles } from './calibrate/choose-profiles.ts';
import type { KeyedMutex } from './keyed-mutex.ts';
import { messagesOfCancellation } from './outbox/messages.ts';
import { checkScope } from './queries/check-scope.ts';
import { checkSides } from './queries/check-sides.ts';
import { recentLooks } from './recent-looks.ts';
import { requestRoom } from './request-room.ts';
import { type LookDeps, runLook } from './run-look.ts';
import type { AnalysisService, StartRequest, VerdictQuestion } from './service.ts';
import { nextSlot } from './slots.ts';

export interface ServiceDeps extends LookDeps {
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  /** Shared with whatever else runs looks, so that those of one analysis never overlap. */
  readonly mutex: KeyedMutex;
  readonly newId: () => string;
  /** Aborted when the process shuts down. */
  readonly signal: AbortSignal;
  /** Whether no look should be made on request now; default never. */
  readonly isOverloaded?: () => boolean;
  /** Told of every look made on request. */
  readonly onLook?: (look: Look) => void;
}

/** Two looks that are asked for at the same time see the same data: the one stored first answers for both when it is of this age at most. */
const OVERLAP_MS = 30_000;
/** Looks that one request makes at most while others keep overtaking it. */
const LOOK_ATTEMPTS = 3;
/** Looks on request that wait or are under way. With twenty series of a day by the minute each they hold some 60 MB. */
const MOST_REQUESTED = 256;
/** How far ahead of the server's clock a start may lie: clocks differ a little, a typed year may differ a lot. */
const MAX_AHEAD_MS = 60 * 60_000;
/** How far back: sources hardly keep more, and a start of 1970 is a client's unset variable, not a release. */
const MAX_BACK_MS = 400 * 24 * 60 * 60_000;

export function createService(deps: ServiceDeps): AnalysisService {
  const { store, clock, mutex } = deps;
  const room = requestRoom(MOST_REQUESTED, deps.isOverloaded ?? (() => false));

  const find = async (id: string): Promise<Analysis> => {
    const analysis = await store.findAnalysis(id);
    if (analysis === undefined) throw new NotFoundError('analysis', id);
    return analysis;
  };

  const looks = recentLooks(store);
  const latestLook = ({ id, lastSlotMs }: Analysis): Look | undefined | Promise<Look | undefined> =>
    lastSlotMs === null ? undefined : looks.find(id, lastSlotMs);

  /**
   * Judges at `now`, unless a look of this very moment, or one no older than maxAgeMs, is there already. A process that looked at the same
   * time and was first has given the answer, unless it judged a slot of long ago to catch up: then this one looks again.
   */
  const lookNow = (id: string, maxAgeMs = 0): Promise<Look> => {
    const askedMs = clock.now();
    const judge = async (): Promise<Look> => {
      for (let analysis = await find(id), attempt = 1; ; analysis = await find(id), attempt++) {
        const slotMs = clock.now();
        const age = slotMs - (analysis.lastSlotMs ?? Number.NEGATIVE_INFINITY);
        const wasOvertaken = attempt > 1 && (age < Math.max(maxAgeMs, OVERLAP_MS) || attempt > LOOK_ATTEMPTS);
        // One that others made while this waited for them has seen all there was when it was asked for.
        const isFresh = age <= maxAgeMs || (analysis.lastSlotMs ?? 0) >= askedMs;
        if (analysis.status !== 'running' || isFresh || wasOvertaken) return storedLook(id);
        const made = await runLook(deps, { analysis, slotMs, trigger: 'request', signal: deps.signal });
        if (made === undefined) continue;
        deps.onLook?.(made);
        return made;
      }
    };
    return room.use(() => mutex(id, judge));
  };

  const storedLook = async (id: string): Promise<Look> => {
    const look = await store.findLook(id);
    if (look === undefined) throw new NotFoundError('look', `latest of ${id}`);
    return look;
  };

  return {
    async start(request) {
      const config = configNamed(deps, request.config);
      const control = checkScope(config, 'control', request.control);
      const candidate = checkScope(config, 'candidate', request.candidate);
      checkSides(config, control, candidate);
      const now = clock.now();
      const startMs = checkStart(request, now);
      if (request.key === undefined && request.startMs === undefined) {
        const latest = await store.findLatestAnalysis({ configName: config.name, control, candidate });
        if (latest?.status === 'running') return { analysis: latest, created: false };
      }
      const noiseProfiles = chooseProfiles(config, await store.findNoiseProfiles(config.name), startMs);
      const analysis = newAnalysis(deps.newId(), { config, control, candidate, startMs, now, key: request.key, noiseProfiles });
      const stored = await store.createAnalysis(analysis);
      if (!stored.created) assertSame(stored.analysis, analysis);
      return stored;
    },
    find,
    list: (filter) => store.listAnalyses(filter),
    async look(id) {
      if (room.isFull())
        throw new SerinusError('TOO_BUSY', 503, 'the server is too busy to judge now: ask again later, or for the latest verdict');
      return lookNow(id);
    },
    async looks(id, page) {
      await find(id);
      return store.listLooks(id, page);
    },
    cancel: (id, reason) =>
      mutex(id, async () => {
        const analysis = await find(id);
        if (analysis.status !== 'running') return analysis;
        const end = { reason, endedAtMs: clock.now() };
        await store.endAnalysis(id, { status: 'cancelled', ...end }, messagesOfCancellation(deps.channels ?? [], analysis, end));
        return find(id);
      }),
    async keepNoiseProfiles(name, profiles) {
      const config = configNamed(deps, name);
      checkProfiles(config, profiles);
      for (const profile of profiles) await store.saveNoiseProfile(config.name, profile);
    },
    async verdict(question, maxAgeMs) {
      const analysis = await ('analysis' in question ? find(question.analysis) : newestOf(deps, question));
      const isStale = maxAgeMs !== undefined && clock.now() - (analysis.lastSlotMs ?? Number.NEGATIVE_INFINITY) > maxAgeMs;
      // Better the latest verdict than none.
      if (analysis.status !== 'running' || !isStale || room.isFull()) {
        const latest = latestLook(analysis);
        return { analysis, look: latest instanceof Promise ? await latest : latest };
      }
      const look = await lookNow(analysis.id, maxAgeMs);
      return { analysis: await find(analysis.id), look };
    },
  };
}

async function newestOf(deps: ServiceDeps, question: Extract<VerdictQuestion, { config: string }>): Promise<Analysis> {
  const config = configNamed(deps, question.config);
  const of = {
    configName: config.name,
    control: checkScope(config, 'control', question.control),
    candidate: checkScope(config, 'candidate', question.candidate),
  };
  const analysis = await deps.store.findLatestAnalysis(of);
  if (analysis === undefined) throw new NotFoundError('analysis', '', noneOf(of));
  return analysis;
}

function noneOf({ configName, control, candidate }: Pick<Analysis, 'configName' | 'control' | 'candidate'>): string {
  const text = (scope: Scope): string => {
    const pairs = Object.entries(scope).map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? 'without variables' : pairs.join(', ');
  };
  return `no analysis of ${configName} has the control ${text(control)} and the candidate ${text(candidate)}: nobody has started it`;
}

function configNamed({ configs }: ServiceDeps, name: string): AnalysisConfig {
  const config = configs.get(name);
  if (config === undefined) throw new NotFoundError('config', name);
  return config;
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
  readonly config: AnalysisConfig;
  readonly control: Scope;
  readonly candidate: Scope;
  readonly startMs: number;
  readonly now: number;
  readonly key: string | undefined;
  readonly noiseProfiles: readonly NoiseChoice[];
}

function newAnalysis(id: string, { config, control, candidate, startMs, now, key, noiseProfiles }: NewAnalysis): Analysis {
  return {
    id,
    key: key === undefined ? `auto:${JSON.stringify([config.name, sorted(control), sorted(candidate), startMs])}` : `user:${key}`,
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

/** One key is one analysis: the same key for something else is a mistake of the caller that must not go unseen. */
function assertSame(existing: Analysis, asked: Analysis): void {
  const of = ({ configName, control, candidate }: Analysis): string => JSON.stringify([configName, sorted(control), sorted(candidate)]);
  if (of(existing) !== of(asked)) {
    throw new BadInputError(
      'key',
      `${JSON.stringify(asked.key.replace(/^user:/, ''))} belongs to analysis ${existing.id}, of another config or scopes`,
    );
  }
}
