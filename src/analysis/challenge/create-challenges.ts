import { createHash } from 'node:crypto';
import { BadInputError, NotFoundError } from '../../errors.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { AnalysisStatus } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import { chooseProfiles } from '../calibrate/choose-profiles.ts';
import { configHash } from '../config/config-hash.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { configNamed } from '../config-named.ts';
import { checkStart, newAnalysis, sortedScope } from '../new-analysis.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoredDocument } from '../ports/document-store.ts';
import type { Store } from '../ports/store.ts';
import { checkScope } from '../queries/check-scope.ts';
import type { AnalysisService } from '../service.ts';
import type { Challenge, ChallengeReport } from './challenge.ts';
import { type Challenges, FEWEST_CANDIDATES, MOST_CANDIDATES } from './challenges.ts';
import { checkCandidates } from './check-candidates.ts';
import { choosePrimary } from './choose-primary.ts';
import { contenderOf } from './contender.ts';
import { findBest } from './find-best.ts';
import { sharedLevels } from './shared-levels.ts';

export interface ChallengeDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly judges: JudgeRegistry;
  readonly service: Pick<AnalysisService, 'cancel'>;
  readonly newId: () => string;
  /** Told of a challenge that could not be completed; it stays to be completed by the next process. */
  readonly onError: (error: unknown, id: string) => void;
}

const KIND = 'challenge';
/** What is left of it to do: start its analyses, nothing, end them, nothing. */
type Stage = 'starting' | 'started' | 'cancelling' | 'cancelled';

export function createChallenges(deps: ChallengeDeps): Challenges {
  const { store, clock, service, newId } = deps;

  const stored = async (id: string): Promise<{ readonly challenge: Challenge; readonly stage: Stage }> => {
    const document = await store.findDocument(KIND, id);
    if (document === undefined) throw new NotFoundError(KIND, id);
    return { challenge: document.body as Challenge, stage: document.status as Stage };
  };
  const move = (challenge: Challenge, to: Stage, from: readonly Stage[]): Promise<boolean> =>
    store.replaceDocument(documentOf(challenge, to, clock.now()), { statuses: from });

  /** Those that are there already stay as they are: it may be done again, by whoever. */
  const startAnalyses = async (challenge: Challenge): Promise<void> => {
    const { id, control, candidates, startMs, createdAtMs } = challenge;
    const config = resolveConfig(challenge.config, deps.judges);
    const noiseProfiles = chooseProfiles(config, await store.findNoiseProfiles(config.name), startMs);
    for (const { name, scope, analysisId } of candidates) {
      const key = `challenge:${id}:${name}`;
      const of = { id: analysisId, key, config, control, candidate: scope, startMs, now: createdAtMs, noiseProfiles };
      await store.createAnalysis(newAnalysis(of));
    }
  };
  /** Does what is left to do. */
  const complete = async (challenge: Challenge, stage: Stage): Promise<void> => {
    if (stage === 'started' || stage === 'cancelled') return;
    // Also to cancel them: one that was not there could still be created by the process that is starting them.
    await startAnalyses(challenge);
    if (stage === 'starting') {
      await move(challenge, 'started', ['starting']);
      return;
    }
    for (const { analysisId } of challenge.candidates) await service.cancel(analysisId, challenge.reason ?? '');
    await move(challenge, 'cancelled', ['cancelling']);
  };

  const report = async (id: string): Promise<ChallengeReport> => {
    const { challenge, stage } = await stored(id);
    const contenders = await Promise.all(
      challenge.candidates.map(async (candidate) => {
        const analysis = await store.findAnalysis(candidate.analysisId);
        const slotMs = analysis?.lastSlotMs ?? null;
        return contenderOf(candidate, analysis, slotMs === null ? undefined : await store.findLook(candidate.analysisId, slotMs));
      }),
    );
    const isCancelled = stage === 'cancelling' || stage === 'cancelled';
    return { challenge, status: statusOf(contenders, isCancelled), contenders, best: findBest(challenge.primary, contenders) };
  };

  return {
    async start(request) {
      const config = configNamed(deps.configs, request.config);
      const control = checkScope(config, 'control', request.control);
      const candidates = checkCandidates(config, control, request.candidates);
      const primary = choosePrimary(config, request.primary);
      const now = clock.now();
      const startMs = checkStart(request, now);
      checkCount(candidates.length);
      const levels = sharedLevels(config, candidates.length);
      const document = { ...config.document, spec: { ...config.document.spec, ...levels } };
      const challenge: Challenge = {
        id: request.key === undefined ? newId() : idOfKey(request.key),
        ...(request.key !== undefined && { key: request.key }),
        config: document,
        configHash: configHash(document),
        levels,
        control,
        candidates: candidates.map((candidate) => ({ ...candidate, analysisId: newId() })),
        primary,
        startMs,
        createdAtMs: now,
      };
      const created = await store.addDocument(documentOf(challenge, 'starting', now));
      const { challenge: kept, stage } = created ? { challenge, stage: 'starting' as const } : await stored(challenge.id);
      assertSame(kept, { ...challenge, primary: request.primary === undefined ? kept.primary : primary });
      await complete(kept, stage);
      return { challenge: kept, created };
    },
    find: report,
    async list({ configName, limit, offset = 0 }) {
      const of = configName === undefined ? {} : { applications: [configName] };
      const heads = await store.listDocuments(KIND, { ...of, limit, offset });
      return Promise.all(heads.map(async ({ id }) => (await stored(id)).challenge));
    },
    async cancel(id, reason) {
      const { status, challenge } = await report(id);
      if (status === 'running') {
        await move({ ...challenge, reason }, 'cancelling', ['starting', 'started']);
        const now = await stored(id);
        await complete(now.challenge, now.stage);
      }
      return report(id);
    },
    async resume() {
      for (const { id } of await store.listDocuments(KIND, { statuses: ['starting', 'cancelling'] satisfies Stage[] })) {
        try {
          const { challenge, stage } = await stored(id);
          await complete(challenge, stage);
        } catch (error) {
          deps.onError(error, id);
        }
      }
    },
  };
}

function statusOf(contenders: ChallengeReport['contenders'], isCancelled: boolean): AnalysisStatus {
  if (contenders.some(({ status }) => status === 'running')) return 'running';
  return isCancelled ? 'cancelled' : 'finished';
}

function checkCount(count: number): void {
  if (count < FEWEST_CANDIDATES || count > MOST_CANDIDATES)
    throw new BadInputError('candidates', `${count} candidates; a challenge has ${FEWEST_CANDIDATES} to ${MOST_CANDIDATES}`);
}

/** The same in whatever process: of two that begin a challenge of one key at once, one does. */
function idOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function documentOf(challenge: Challenge, status: Stage, updatedAtMs: number): StoredDocument {
  const { id, config, createdAtMs } = challenge;
  return { kind: KIND, id, status, applications: [config.metadata.name], createdAtMs, updatedAtMs, body: challenge };
}

/** One key is one challenge, of the same config by name, the same scopes and the same primary metric. */
function assertSame(existing: Challenge, asked: Challenge): void {
  const of = ({ config, control, candidates, primary }: Challenge): string =>
    JSON.stringify([
      config.metadata.name,
      sortedScope(control),
      candidates.map(({ name, scope }) => [name, sortedScope(scope)]).sort(),
      primary?.metric ?? null,
    ]);
  if (of(existing) !== of(asked))
    throw new BadInputError(
      'key',
      `${JSON.stringify(asked.key)} belongs to challenge ${existing.id}, of another config, other scopes or another primary metric`,
    );
}
