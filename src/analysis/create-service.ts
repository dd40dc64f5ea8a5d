import { NotFoundError, SerinusError } from '../errors.ts';
import type { Analysis, Look, Scope } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { checkProfiles } from './calibrate/check-profiles.ts';
import { configNamed } from './config-named.ts';
import type { KeyedMutex } from './keyed-mutex.ts';
import { messagesOfCancellation } from './outbox/messages.ts';
import { checkScope } from './queries/check-scope.ts';
import { recentLooks } from './recent-looks.ts';
import { requestRoom } from './request-room.ts';
import { type LookDeps, runLook } from './run-look.ts';
import type { AnalysisService, VerdictQuestion } from './service.ts';
import { startAnalysis } from './start-analysis.ts';

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
    start: (request) => startAnalysis(deps, request),
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
      const config = configNamed(deps.configs, name);
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
  const config = configNamed(deps.configs, question.config);
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
