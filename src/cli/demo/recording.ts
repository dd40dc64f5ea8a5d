import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { SerinusError } from '../../errors.ts';

const Recording = Type.Object(
  {
    /** Unix seconds of the first value; the others follow every stepS seconds. */
    startS: Type.Integer(),
    stepS: Type.Integer({ minimum: 1 }),
    /** By query text: the series it selected. null is a time without a sample. */
    replies: Type.Record(
      Type.String(),
      Type.Array(
        Type.Object(
          { metric: Type.Record(Type.String(), Type.String()), values: Type.Array(Type.Union([Type.Number(), Type.Null()])) },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);
export type Recording = Static<typeof Recording>;
const isRecording = Compile(Recording);

/** @throws {SerinusError} BAD_CONFIG: the text is no recording. */
export function readRecording(text: string): Recording {
  const document: unknown = JSON.parse(text);
  if (!isRecording.Check(document)) {
    const [error] = isRecording.Errors(document);
    throw new SerinusError('BAD_CONFIG', 422, `the demo's recording: ${error?.instancePath} ${error?.message}`);
  }
  return document;
}

/** How far back Prometheus looks for the latest sample at an evaluation time. */
const LOOKBACK_S = 300;

/** What a range query for that text returns, in Prometheus' own form; undefined when the text was not recorded. */
export function replyTo(
  recording: Recording,
  query: string,
  range: { readonly startS: number; readonly endS: number; readonly stepS: number },
) {
  const series = Object.hasOwn(recording.replies, query) ? recording.replies[query] : undefined;
  return series
    ?.map(({ metric, values }) => ({ metric, values: samples(recording, values, range) }))
    .filter((one) => one.values.length > 0);
}

function samples(
  recording: Recording,
  values: readonly (number | null)[],
  { startS, endS, stepS }: { readonly startS: number; readonly endS: number; readonly stepS: number },
): [number, string][] {
  const found: [number, string][] = [];
  for (let at = startS; at <= endS; at += stepS) {
    const index = Math.min(Math.floor((at - recording.startS) / recording.stepS), values.length - 1);
    const isFresh = at - (recording.startS + index * recording.stepS) < LOOKBACK_S;
    const value = values[index];
    if (index >= 0 && isFresh && value !== undefined && value !== null) found.push([at, String(value)]);
  }
  return found;
}
