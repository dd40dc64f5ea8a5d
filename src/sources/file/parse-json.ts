import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { BadInputError } from '../../errors.ts';
import { parseSampleValue } from '../sample-value.ts';
import { type RecordedSample, readPart, readSide, readTime } from './recorded-sample.ts';

/** Prometheus's own reply, with whatever else a server puts into it. */
const RangeReply = Type.Object({
  data: Type.Object({
    resultType: Type.Literal('matrix'),
    result: Type.Array(
      Type.Object({
        metric: Type.Record(Type.String(), Type.String()),
        values: Type.Array(Type.Tuple([Type.Number(), Type.String()])),
      }),
    ),
  }),
});

const RecordedFile = Compile(
  Type.Object(
    {
      series: Type.Array(
        Type.Object(
          { metric: Type.String({ minLength: 1 }), side: Type.String(), part: Type.Optional(Type.String()), reply: RangeReply },
          { additionalProperties: false },
        ),
      ),
    },
    { additionalProperties: false },
  ),
);

/**
 * The samples of a JSON text that names replies of Prometheus's range queries: `{"series": [{"metric", "side", "part"?, "reply"}]}`.
 * @throws {BadInputError} naming the place in the document.
 */
export function* parseJson(text: string, file: string): Generator<RecordedSample> {
  const document = readDocument(text, file);
  if (!RecordedFile.Check(document)) {
    const [problem] = RecordedFile.Errors(document);
    throw new BadInputError(
      `${file}${(problem?.instancePath ?? '').replaceAll('/', '.')}`,
      problem?.message ?? 'not a file of recorded series',
    );
  }
  for (const [index, { metric, side, part, reply }] of document.series.entries()) {
    for (const [row, { metric: labels, values }] of reply.data.result.entries()) {
      const series = `${file}.series.${index}.reply.data.result.${row}`;
      for (const [at, [seconds, valueText]] of values.entries()) {
        const place = `${series}.values.${at}`;
        const value = parseSampleValue(valueText);
        if (value === undefined) throw new BadInputError(place, `the value ${JSON.stringify(valueText)} is not a number`);
        yield {
          place,
          metric,
          side: readSide(side, `${file}.series.${index}`),
          part: readPart(part ?? '', labels, `${file}.series.${index}`),
          labels,
          timeMs: readTime(String(seconds), place),
          value,
        };
      }
    }
  }
}

function readDocument(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadInputError(file, `not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
