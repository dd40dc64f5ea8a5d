import { type Static, Type } from 'typebox';
import type { AnalysisConfig } from '../../model/config.ts';
import type { ComparatorInfo, JudgeInfo } from '../deps.ts';
import { ConfigName } from './scalars.ts';

const strict = { additionalProperties: false } as const;

export const ConfigSummary = Type.Object(
  {
    name: ConfigName,
    hash: Type.String(),
    description: Type.Optional(Type.String()),
    mode: Type.Enum(['shadow', 'canary']),
    metrics: Type.Array(Type.String(), { description: 'Names of its metrics.' }),
    variables: Type.Record(
      Type.String(),
      Type.Object(
        {
          description: Type.Optional(Type.String()),
          pattern: Type.String({ description: 'Regular expression the whole value must match.' }),
          default: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
  },
  { ...strict, $id: 'ConfigSummary' },
);
export type ConfigSummary = Static<typeof ConfigSummary>;

/** What a client needs to start an analysis: nothing of sources, queries or thresholds. */
export function configSummary({ name, hash, document, mode, metrics, variables }: AnalysisConfig): ConfigSummary {
  const described = Object.entries(variables).map(([variable, config]) => {
    const description = document.spec.variables?.[variable]?.description;
    return [variable, { ...(description === undefined ? {} : { description }), ...config }] as const;
  });
  const { description } = document.metadata;
  return {
    name,
    hash,
    ...(description === undefined ? {} : { description }),
    mode,
    metrics: metrics.map((metric) => metric.name),
    variables: Object.fromEntries(described),
  };
}

export const JudgeView = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    kinds: Type.Array(Type.Enum(['gauge', 'ratio', 'count', 'histogram'])),
    parameters: Type.Unsafe<object>({ type: 'object', description: 'JSON Schema of the parameters.' }),
  },
  { ...strict, $id: 'Judge' },
);
export type JudgeView = Static<typeof JudgeView>;

export function judgeView({ name, description, kinds, parameters }: JudgeInfo): JudgeView {
  return { name, description, kinds: [...kinds], parameters };
}

export const ComparatorView = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    parameters: Type.Unsafe<object>({ type: 'object', description: 'JSON Schema of the parameters.' }),
  },
  { ...strict, $id: 'Comparator' },
);
export type ComparatorView = Static<typeof ComparatorView>;

export function comparatorView({ name, description, parameters }: ComparatorInfo): ComparatorView {
  return { name, description, parameters };
}
