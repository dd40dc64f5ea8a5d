import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { SourceError } from '../../errors.ts';
import type { Labels } from '../../model/time-series.ts';
import { excerpt } from '../http/excerpt.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outcome } from '../http/outcome.ts';
import { readNoReply, readRefusal } from '../http/read-failure.ts';
import type { PlaceOf, SeriesGrid } from './series-grid.ts';

const ErrorReply = Compile(Type.Object({ error: Type.String() }));
const DataReply = Compile(
  Type.Object({
    results: Type.Array(
      Type.Object({
        series: Type.Optional(
          Type.Array(
            Type.Object({
              tags: Type.Optional(Type.Record(Type.String(), Type.String())),
              columns: Type.Array(Type.String()),
              values: Type.Optional(Type.Array(Type.Array(Type.Unknown()))),
              partial: Type.Optional(Type.Boolean()),
            }),
          ),
        ),
        messages: Type.Optional(Type.Array(Type.Object({ text: Type.String() }))),
        error: Type.Optional(Type.String()),
        partial: Type.Optional(Type.Boolean()),
      }),
    ),
  }),
);
type DataReply = ReturnType<typeof DataReply.Parse>;

/** What one statement answered. */
export type Statement = DataReply['results'][number];

/** The answer to one statement, or why there is none. @param clean takes the secrets out of text of the server or the network. */
export function readInfluxql(exchange: Exchange, source: string, clean: (text: string) => string): Outcome<Statement> {
  if (exchange.kind !== 'reply') return readNoReply(exchange, source, (text) => excerpt(clean(text)));
  const { status, body } = exchange;
  const failure = (message: string): Outcome<Statement> => readRefusal(exchange, source, `HTTP ${status}${message}`);
  const said = body === '' ? '' : `, ${excerpt(clean(body))}`;
  const reply = parse(body);
  if (ErrorReply.Check(reply)) return failure(`, ${excerpt(clean(reply.error))}`);
  if (status < 200 || status > 299) return failure(said);
  if (!DataReply.Check(reply)) return failure(`, not a reply of InfluxDB's /query: ${excerpt(clean(body)) || 'an empty body'}`);
  const [statement, ...others] = reply.results;
  if (statement === undefined || others.length > 0) return failure(`, ${reply.results.length} results, where one statement was asked`);
  if (statement.error !== undefined) return failure(`, ${excerpt(clean(statement.error))}`);
  if (statement.partial || statement.series?.some(({ partial }) => partial))
    return failure(", the reply is cut at the server's max-row-limit; ask for fewer series");
  return { kind: 'answer', answer: statement };
}

/** Buckets are stamped by their start: a point from one step's start to before the next one's belongs to the time at which the step ends. */
export const placeByStart: PlaceOf = (timeMs, { startMs, stepMs }) => Math.floor((timeMs - startMs) / stepMs) + 1;

/**
 * Puts a statement's series on the grid: one for each column beside `time`, and with several columns the label `field` tells them apart.
 * Null is a gap. @throws {SourceError} a point without a place on the grid, or one that is no number.
 */
export function addSeries({ series = [] }: Statement, grid: SeriesGrid, source: string): void {
  for (const { tags = {}, columns, values = [] } of series) {
    const time = columns.indexOf('time');
    if (time < 0) throw new SourceError(source, `the columns ${JSON.stringify(columns)} have no time; ask for data with SELECT`, false);
    const fields = columns.flatMap((field, column) => (column === time ? [] : [{ field, column }]));
    for (const { field, column } of fields) {
      const labels: Labels = { ...withoutEmpty(tags), ...(fields.length > 1 && { field }) };
      const put = grid.add(labels);
      for (const row of values) {
        const [timeMs, value] = [row[time], row[column]];
        if (value === null) continue;
        if (typeof timeMs !== 'number' || typeof value !== 'number') {
          throw new SourceError(
            source,
            `${JSON.stringify(field)} at ${JSON.stringify(timeMs)} is ${excerpt(String(JSON.stringify(value)))}, not a number`,
            false,
          );
        }
        put(timeMs, value);
      }
    }
  }
}

/** A point without a tag is in the group of the empty value. */
function withoutEmpty(tags: Labels): Labels {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
