import { CsvError, type Info, parse } from 'csv-parse/sync';
import { BadInputError } from '../../errors.ts';
import { parseSampleValue } from '../sample-value.ts';
import { type RecordedSample, readPart, readSide, readTime } from './recorded-sample.ts';

const REQUIRED = ['timestamp', 'metric', 'side', 'value'] as const;
const OWN = [...REQUIRED, 'part'] as const;

interface Row {
  readonly record: readonly string[];
  readonly info: Info;
}

/**
 * The samples of a CSV text whose first line names its columns: timestamp, metric, side and value, in any order; part if wanted; every
 * other column is a label, absent where its cell is empty.
 * @throws {BadInputError} naming the line.
 */
export function* parseCsv(text: string, file: string): Generator<RecordedSample> {
  const [head, ...rows] = readRows(text, file);
  const columns = head?.record.map((name) => name.trim()) ?? [];
  const absent = REQUIRED.filter((name) => !columns.includes(name));
  if (absent.length > 0) throw new BadInputError(`${file}:1`, `no column ${absent.join(', ')}`);
  const twice = columns.find((name, index) => name === '' || columns.indexOf(name) !== index);
  if (twice !== undefined) throw new BadInputError(`${file}:1`, twice === '' ? 'a column without a name' : `the column ${twice} twice`);
  const labelColumns = columns.flatMap((name, index) => (OWN.some((own) => own === name) ? [] : [[name, index] as const]));

  for (const { record, info } of rows) {
    const place = `${file}:${info.lines}`;
    const cell = (name: (typeof OWN)[number]): string => record[columns.indexOf(name)]?.trim() ?? '';
    const labels = Object.fromEntries(labelColumns.flatMap(([name, index]) => (record[index] ? [[name, record[index]]] : [])));
    const metric = cell('metric');
    if (metric === '') throw new BadInputError(place, 'no metric');
    const value = cell('value') === '' ? Number.NaN : parseSampleValue(cell('value'));
    if (value === undefined) throw new BadInputError(place, `the value ${JSON.stringify(cell('value'))} is not a number`);
    const side = readSide(cell('side'), place);
    yield { place, metric, side, part: readPart(cell('part'), labels, place), labels, timeMs: readTime(cell('timestamp'), place), value };
  }
}

function readRows(text: string, file: string): readonly Row[] {
  try {
    return parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as readonly Row[];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new BadInputError(`${file}:${String(cause.lines ?? '?')}`, cause.message, { cause });
  }
}
