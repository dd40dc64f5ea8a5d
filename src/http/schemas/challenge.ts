import { type Static, Type } from 'typebox';
import type { Challenge, ChallengeReport, Contender } from '../../analysis/challenge/challenge.ts';
import { iso, isoOrNull } from './instant.ts';
import { ClassificationSchema, EffectSchema } from './metric-result.ts';
import { AnalysisId, ConfigName, Instant, nullable, ScopeSchema, Score, StatusSchema, VerdictSchema } from './scalars.ts';

const strict = { additionalProperties: false } as const;

export const CandidateName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$', description: 'Name of a candidate.' });
export const ChallengeId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Id of a challenge.' });

const head = {
  id: ChallengeId,
  key: Type.Union([Type.String(), Type.Null()], { description: 'Unique; a second start with the same key is the same challenge.' }),
  config: ConfigName,
  configHash: Type.String({ description: 'Of the config with the levels below, which every analysis of it has.' }),
  alpha: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 0.5, description: "Of each candidate: the config's, shared." }),
  promoteAlpha: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 0.5, description: "Of each candidate: the config's, shared." }),
  control: ScopeSchema,
  primary: Type.Union(
    [
      Type.Object(
        { metric: Type.String(), direction: Type.Enum(['increase', 'decrease'], { description: 'Which change is harm.' }) },
        strict,
      ),
      Type.Null(),
    ],
    { description: 'The metric by which the best candidate is told; null: there is none.' },
  ),
  start: Instant,
  createdAt: Instant,
};

export const ChallengeSchema = Type.Object(
  {
    ...head,
    candidates: Type.Array(Type.Object({ name: CandidateName, scope: ScopeSchema, analysis: AnalysisId }, strict)),
  },
  { $id: 'Challenge', ...strict },
);
export type ChallengeView = Static<typeof ChallengeSchema>;
export const ChallengeReply = Type.Unsafe<ChallengeView>({ $ref: 'Challenge#' });

const Cell = Type.Object(
  {
    name: Type.String(),
    labels: Type.Record(Type.String(), Type.String(), { description: 'Labels of the pair when paired by labels.' }),
    classification: ClassificationSchema,
    reason: Type.String(),
    effects: Type.Array(EffectSchema, {
      description: "One for each contrast of the metric's judge, such as p50 and p99; none: it cannot say.",
    }),
    everyLook: Type.Boolean({ description: 'Whether the intervals hold over all looks together.' }),
  },
  { ...strict, description: 'One metric of the latest look.' },
);

export const ChallengeReportSchema = Type.Object(
  {
    ...head,
    status: StatusSchema,
    best: Type.Union([CandidateName, Type.Null()], {
      description: 'Promoted, and proven better in the primary metric than every other candidate that is not rolled back; null: nobody is.',
    }),
    reason: Type.String({ description: 'What proves the best, or why there is none.' }),
    candidates: Type.Array(
      Type.Object(
        {
          name: CandidateName,
          scope: ScopeSchema,
          analysis: AnalysisId,
          status: StatusSchema,
          verdict: VerdictSchema,
          score: Score,
          reason: Type.String(),
          slot: nullable(Instant),
          metrics: Type.Array(Cell),
        },
        strict,
      ),
    ),
  },
  { $id: 'ChallengeReport', ...strict },
);
export type ChallengeReportView = Static<typeof ChallengeReportSchema>;
export const ChallengeReportReply = Type.Unsafe<ChallengeReportView>({ $ref: 'ChallengeReport#' });

export function challengeView(challenge: Challenge): ChallengeView {
  const candidates = challenge.candidates.map(({ name, scope, analysisId }) => ({ name, scope, analysis: analysisId }));
  return { ...headView(challenge), candidates };
}

export function challengeReportView({ challenge, status, contenders, best }: ChallengeReport): ChallengeReportView {
  return { ...headView(challenge), status, best: best.name, reason: best.reason, candidates: contenders.map(rowView) };
}

function headView({
  id,
  key,
  config,
  configHash,
  levels,
  control,
  primary,
  startMs,
  createdAtMs,
}: Challenge): Omit<ChallengeView, 'candidates'> {
  return {
    id,
    key: key ?? null,
    config: config.metadata.name,
    configHash,
    ...levels,
    control,
    primary,
    start: iso(startMs),
    createdAt: iso(createdAtMs),
  };
}

function rowView({ analysisId, slotMs, metrics, ...row }: Contender): ChallengeReportView['candidates'][number] {
  return {
    ...row,
    analysis: analysisId,
    slot: isoOrNull(slotMs),
    metrics: metrics.map(({ effects, ...cell }) => ({ ...cell, effects: [...effects] })),
  };
}
