import { type Static, Type } from 'typebox';

const Text = Type.String({ minLength: 1 });
const Texts = Type.Array(Text, { minItems: 1 });

/**
 * Parameters that servers of Prometheus's API take beyond its own, by their names there. Those that change what is asked for (times, step,
 * query) or how the reply is written are not among them.
 */
export const PrometheusParams = Type.Object(
  {
    dedup: Type.Optional(Type.Boolean()),
    partial_response: Type.Optional(Type.Boolean()),
    max_source_resolution: Type.Optional(Text),
    replicaLabels: Type.Optional(Texts),
    lookback_delta: Type.Optional(Text),
    deny_partial_response: Type.Optional(Type.Boolean()),
    extra_label: Type.Optional(Texts),
    extra_filters: Type.Optional(Texts),
    max_lookback: Type.Optional(Text),
  },
  { additionalProperties: false },
);
export type PrometheusParams = Static<typeof PrometheusParams>;

/** Thanos and VictoriaMetrics write the names of lists in this way. */
const LISTS: Readonly<Record<string, string>> = { replicaLabels: 'replicaLabels[]', extra_filters: 'extra_filters[]' };

/** The parameters as a request has them: every name with its values. */
export function requestParams(params: PrometheusParams): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [LISTS[name] ?? name, Array.isArray(value) ? value : [String(value)]]),
  );
}
