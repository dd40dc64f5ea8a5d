import { Type } from 'typebox';

/*
 * What clients of Kayenta's API send and read beside judging. A request's parts are checked where they are read, in Kayenta's own words;
 * here stands what tells it apart from something else altogether. Unknown properties and parameters are ignored, as Kayenta ignores them.
 */

const Text = Type.String({ maxLength: 1024 });
const optional = (description: string) => Type.Optional(Type.String({ maxLength: 1024, description }));

export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) });
export const PairParams = Type.Object({ id: IdParams.properties.id, pairId: IdParams.properties.id });

export const configurationAccountName = optional('Account of configs: `serinus`, or any account.');
export const storageAccountName = optional('Account of results: `serinus`, or any account.');
export const metricsAccountName = optional('Account of metrics: a source of the settings. Default the first that suits.');
export const RunQuery = Type.Object({
  application: optional('Default `ad-hoc`.'),
  parentPipelineExecutionId: optional('Id of the pipeline that asks.'),
  metricsAccountName,
  configurationAccountName,
  storageAccountName,
});
export const AnalysisQuery = Type.Object({ ...RunQuery.properties, user: optional('Default `anonymous`.') });

export const ConfigBody = Type.Object({}, { description: "Kayenta's canary config." });
export const CanaryBody = Type.Object({}, { description: "Kayenta's CanaryExecutionRequest: scopes by name, and thresholds." });
export const AnalysisBody = Type.Object({}, { description: "Kayenta's CanaryAnalysisExecutionRequest: scopes, thresholds and times." });
export const AdHocBody = Type.Object({
  canaryConfig: Type.Optional(Type.Unknown({ description: "Kayenta's canary config." })),
  executionRequest: Type.Optional(Type.Unknown({ description: 'What it is run with.' })),
});
export const ListBody = Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: 1000 });

export const Listed = Type.Array(
  Type.Object({ id: Text, updatedTimestamp: Type.Integer(), updatedTimestampIso: Text }, { additionalProperties: false }),
);
export const ListedConfigs = Type.Array(
  Type.Object(
    { id: Text, name: Text, updatedTimestamp: Type.Integer(), updatedTimestampIso: Text, applications: Type.Array(Text) },
    { additionalProperties: false },
  ),
);

const Times = {
  buildTimeMillis: Type.Integer(),
  buildTimeIso: Text,
  startTimeMillis: Type.Optional(Type.Integer()),
  startTimeIso: Type.Optional(Text),
  endTimeMillis: Type.Optional(Type.Integer()),
  endTimeIso: Type.Optional(Text),
};
const Status = Type.Enum(['not_started', 'running', 'succeeded', 'terminal', 'canceled']);
const Exception = Type.Object({ details: Type.Object({ errors: Type.Array(Type.String()) }) });

/* Replies are what the records of src/analysis/kayenta say; their schemas tell clients the parts to rely on. */

/** Runs that were put into the archive by a client may lack what Kayenta's own have. */
export const ExecutionStatusReply = Type.Unsafe<object>(
  Type.Object(
    {
      application: Type.Optional(Text),
      parentPipelineExecutionId: Type.Optional(Text),
      pipelineId: Text,
      stageStatus: Type.Optional(Type.Record(Type.String(), Type.String())),
      complete: Type.Boolean(),
      status: Type.String({ description: 'A canary that failed is `succeeded` too: it was judged. `terminal`: it could not be judged.' }),
      exception: Type.Optional(Exception),
      result: Type.Optional(
        Type.Unknown({
          description: '`judgeResult`, as POST /kayenta/judge answers it, and `canaryDuration`; of an archived run what was archived.',
        }),
      ),
    },
    { description: "Kayenta's CanaryExecutionStatusResponse, with the config, the request and the times." },
  ),
);

export const AnalysisStatusReply = Type.Unsafe<object>(
  Type.Object(
    {
      application: Text,
      user: Text,
      pipelineId: Text,
      stageStatus: Type.Array(Type.Object({ type: Text, name: Text, status: Text, executionId: Type.Optional(Text) })),
      complete: Type.Boolean(),
      status: Status,
      executionStatus: Text,
      exception: Type.Optional(Exception),
      canaryAnalysisExecutionResult: Type.Optional(
        Type.Object({
          didPassThresholds: Type.Boolean(),
          hasWarnings: Type.Boolean(),
          canaryScoreMessage: Type.String(),
          canaryScores: Type.Array(Type.Number()),
          canaryExecutionResults: Type.Array(Type.Object({ executionId: Text, executionStatus: Text })),
        }),
      ),
      ...Times,
    },
    { description: "Kayenta's CanaryAnalysisExecutionStatusResponse, with the config and the request." },
  ),
);

export const idReply = <K extends string>(key: K) =>
  Type.Object({ [key]: Text } as Record<K, typeof Text>, { additionalProperties: false });
