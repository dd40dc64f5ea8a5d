import { Type } from 'typebox';

/*
 * The fields that are written for systems without generated models, each from its documentation; whatever else is written is an error.
 */
const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Metadata = Type.Object({ name: Text, namespace: Type.Optional(Text) }, strict);
const Percent = Type.Integer({ minimum: 0, maximum: 100 });
/** The pattern of Flagger's CRD, for intervals and timeouts. */
const FlaggerDuration = Type.String({ pattern: '^[0-9]+(m|s)' });

/** https://docs.flagger.app/usage/how-it-works and the CRD: `stepWeight` and `iterations` exclude each other. */
const analysis = { interval: FlaggerDuration, threshold: Type.Integer({ minimum: 1 }) };
const Webhook = Type.Object(
  {
    name: Text,
    type: Type.Enum([
      'confirm-rollout',
      'pre-rollout',
      'rollout',
      'confirm-traffic-increase',
      'confirm-promotion',
      'post-rollout',
      'rollback',
      'event',
    ]),
    url: Type.String({ pattern: '^https?://' }),
    metadata: Type.Record(Type.String(), Type.String(), strict),
  },
  strict,
);
const webhooks = Type.Array(Webhook, { minItems: 1 });
export const FlaggerCanary = Type.Object(
  {
    apiVersion: Type.Literal('flagger.app/v1beta1'),
    kind: Type.Literal('Canary'),
    metadata: Metadata,
    spec: Type.Object(
      {
        targetRef: Type.Object({ apiVersion: Text, kind: Type.Enum(['DaemonSet', 'Deployment', 'Service']), name: Text }, strict),
        service: Type.Object({ port: Type.Integer({ minimum: 1, maximum: 65_535 }) }, strict),
        analysis: Type.Union([
          Type.Object({ ...analysis, maxWeight: Percent, stepWeight: Percent, webhooks }, strict),
          Type.Object(
            { ...analysis, iterations: Type.Integer({ minimum: 1 }), mirror: Type.Literal(true), mirrorWeight: Percent, webhooks },
            strict,
          ),
        ]),
      },
      strict,
    ),
  },
  strict,
);

/** https://docs.flagger.app/usage/metrics: the provider's secret has `username` and `password`, or `token`. */
export const FlaggerMetricTemplate = Type.Object(
  {
    apiVersion: Type.Literal('flagger.app/v1beta1'),
    kind: Type.Literal('MetricTemplate'),
    metadata: Metadata,
    spec: Type.Object(
      {
        provider: Type.Object(
          { type: Type.Literal('prometheus'), address: Text, secretRef: Type.Optional(Type.Object({ name: Text }, strict)) },
          strict,
        ),
        query: Text,
      },
      strict,
    ),
  },
  strict,
);

/** envoy.config.route.v3.RouteConfiguration, RouteAction, RouteAction.RequestMirrorPolicy, WeightedCluster, RuntimeFractionalPercent. */
const Mirrored = Type.Object(
  {
    cluster: Text,
    request_mirror_policies: Type.Array(
      Type.Object(
        {
          cluster: Text,
          runtime_fraction: Type.Object(
            {
              default_value: Type.Object(
                { numerator: Type.Integer({ minimum: 0, maximum: 100 }), denominator: Type.Enum(['HUNDRED', 'TEN_THOUSAND', 'MILLION']) },
                strict,
              ),
              runtime_key: Text,
            },
            strict,
          ),
        },
        strict,
      ),
    ),
  },
  strict,
);
const Weighted = Type.Object(
  {
    weighted_clusters: Type.Object(
      { runtime_key_prefix: Text, clusters: Type.Array(Type.Object({ name: Text, weight: Percent }, strict), { minItems: 2 }) },
      strict,
    ),
  },
  strict,
);
export const EnvoyRoutes = Type.Object(
  {
    resources: Type.Array(
      Type.Object(
        {
          '@type': Type.Literal('type.googleapis.com/envoy.config.route.v3.RouteConfiguration'),
          name: Text,
          virtual_hosts: Type.Array(
            Type.Object(
              {
                name: Text,
                domains: Type.Array(Text, { minItems: 1 }),
                routes: Type.Array(
                  Type.Object({ match: Type.Object({ prefix: Text }, strict), route: Type.Union([Mirrored, Weighted]) }, strict),
                ),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
  },
  strict,
);
