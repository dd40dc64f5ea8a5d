import { type FluxTableColumn, type FluxTableMetaData, linesToTables, stringToLines } from '@influxdata/influxdb-client';
import { SourceError } from '../../errors.ts';
import type { Labels } from '../../model/time-series.ts';
import { excerpt } from '../http/excerpt.ts';
import { parseSampleValue } from '../sample-value.ts';
import type { PlaceOf, PutPoint, SeriesGrid } from './series-grid.ts';

const NUMBERS = ['double', 'long', 'unsignedLong'];
/** Of the group key, what says nothing about which series it is. */
const NO_LABELS = ['_start', '_stop', '_time', '_value'];

/** A point is stamped by the end of its step, as aggregateWindow does by itself: that is the evaluation time, and nothing else is one. */
export const placeByEnd: PlaceOf = (timeMs, { startMs, stepMs }) => {
  const place = (timeMs - startMs) / stepMs;
  return Number.isInteger(place) ? place : undefined;
};

/**
 * Puts the tables on the grid: one series each, its labels the group key. An empty value is a gap.
 * @throws {SourceError} an error that the server wrote between the rows, columns that are not those of a series, a row cut short, a point
 *   without a place on the grid.
 */
export function addTables(
  csv: string,
  grid: SeriesGrid,
  { source, clean }: { readonly source: string; readonly clean: (text: string) => string },
): void {
  const refuse = (message: string): never => {
    throw new SourceError(source, excerpt(clean(message)), false);
  };
  let columns: FluxTableColumn[] | undefined;
  let layout: Layout | undefined;
  let table: { readonly id: string; readonly put: PutPoint } | undefined;
  const next = (row: readonly string[], meta: FluxTableMetaData): void => {
    if (isErrorTable(meta.columns)) refuse(`the server broke off: ${row.filter(Boolean).join(', ')}`);
    if (meta.columns !== columns) {
      columns = meta.columns;
      layout =
        layoutOf(columns) ??
        refuse(
          `the columns ${columns.map(({ label }) => label).join(', ')} are not _time, _value and the labels of a series, with annotations`,
        );
      table = undefined;
    }
    if (row.length !== columns.length) refuse(`a row has ${row.length} columns, not ${columns.length}: ${row.join(',')}`);
    const { time, value, id, labels } = layout!;
    const text = (column: FluxTableColumn): string => row[column.index] || column.defaultValue;
    const name = id.map(text).join('\n');
    if (table?.id !== name) table = { id: name, put: grid.add(labelsOf(labels, text)) };
    const timeMs = Date.parse(text(time));
    const written = text(value);
    if (written === '') return;
    const number = parseSampleValue(written);
    if (Number.isNaN(timeMs) || number === undefined) refuse(`${excerpt(written)} at ${excerpt(text(time))} is not a number at a time`);
    else table.put(timeMs, number);
  };
  stringToLines(csv, linesToTables({ next, error: (error) => refuse(error.message), complete() {} }));
}

/** What the server writes between the tables when it cannot go on. */
function isErrorTable(columns: readonly FluxTableColumn[]): boolean {
  const labels = columns.map(({ label }) => label);
  return labels.includes('error') && labels.includes('reference') && !labels.includes('_value');
}

interface Layout {
  readonly time: FluxTableColumn;
  readonly value: FluxTableColumn;
  /** What tells tables apart. */
  readonly id: readonly FluxTableColumn[];
  readonly labels: readonly FluxTableColumn[];
}

function layoutOf(columns: readonly FluxTableColumn[]): Layout | undefined {
  const named = (label: string): FluxTableColumn | undefined => columns.find((column) => column.label === label);
  const [time, value] = [named('_time'), named('_value')];
  if (!time?.dataType?.startsWith('dateTime') || !value || !NUMBERS.includes(value.dataType)) return undefined;
  const labels = columns.filter(({ group, dataType, label }) => group && dataType === 'string' && !NO_LABELS.includes(label));
  return { time, value, id: columns.filter(({ label }) => label === 'result' || label === 'table'), labels };
}

function labelsOf(columns: readonly FluxTableColumn[], text: (column: FluxTableColumn) => string): Labels {
  return Object.fromEntries(columns.map((column) => [column.label, text(column)] as const).filter(([, value]) => value !== ''));
}
