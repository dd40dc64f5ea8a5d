import { type Static, Type } from 'typebox';
import { BasicAuth, BearerAuth, HTTP_SOURCE_FIELDS, TokenAuth } from './http-source-fields.ts';
import { PrometheusParams } from './prometheus-params.ts';

/* The sources of the settings file as its author writes them. */

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });

export const PrometheusDocument = Type.Object(
  {
    type: Type.Literal('prometheus'),
    ...HTTP_SOURCE_FIELDS,
    auth: Type.Optional(Type.Union([BasicAuth, BearerAuth])),
    params: Type.Optional(PrometheusParams),
  },
  strict,
);

export const InfluxdbDocument = Type.Object(
  {
    type: Type.Literal('influxdb'),
    version: Type.Union([Type.Literal(1), Type.Literal(2)]),
    ...HTTP_SOURCE_FIELDS,
    auth: Type.Optional(Type.Union([BasicAuth, BearerAuth, TokenAuth])),
    database: Type.Optional(Text),
    retentionPolicy: Type.Optional(Text),
    org: Type.Optional(Text),
  },
  strict,
);

export const SourceDocument = Type.Union([PrometheusDocument, InfluxdbDocument]);

export type PrometheusDocument = Static<typeof PrometheusDocument>;
export type InfluxdbDocument = Static<typeof InfluxdbDocument>;
export type SourceDocument = Static<typeof SourceDocument>;
