import type { Scope } from '../../model/analysis.ts';
import { keyHash, scopesHash } from '../postgres/analysis-table.ts';
import { EMPTY_SERIES, seriesHash } from '../postgres/series-table.ts';
import { openChunk } from '../series-chunks.ts';
import type { TableCopy } from './copy-rows.ts';

const CONTENT = { hash: 'bytea', body: 'bytea' } as const;

/** Every table but those of clients' documents and of ids of pairs, those that others refer to first. Good for one copy: it learns what the series are called. */
export function tablesToCopy(): readonly TableCopy[] {
  const seriesNames = new Map<number, Uint8Array>([[0, EMPTY_SERIES]]);
  const nameOf = (series: number): Uint8Array => {
    const name = seriesNames.get(series);
    if (name === undefined) throw new RangeError(`there is no series ${series}`);
    return name;
  };
  return [
    {
      table: 'document',
      columns: CONTENT,
      select: 'SELECT hash, body FROM document',
      values: ({ hash, body }) => [bytes(hash), bytes(body)],
    },
    {
      table: 'chunk',
      columns: CONTENT,
      select: 'SELECT hash, body FROM chunk',
      values(row) {
        const chunk = { hash: bytes(row.hash), body: bytes(row.body) };
        openChunk(chunk); // What is damaged is found now, while the file is there.
        return [chunk.hash, chunk.body];
      },
    },
    {
      table: 'series',
      columns: { hash: 'bytea', before: 'bytea', chunk: 'bytea' },
      // A series is younger than what it goes on from, and a new row's id is above all others.
      select: 'SELECT series.id, before, hash FROM series JOIN chunk ON chunk.id = series.chunk ORDER BY series.id',
      values(row) {
        const [before, chunk] = [nameOf(number(row.before)), bytes(row.hash)];
        const name = seriesHash(before, chunk);
        seriesNames.set(number(row.id), name);
        return [name, before, chunk];
      },
    },
    {
      table: 'analysis',
      columns: {
        ...{ id: 'text', key: 'text', key_hash: 'bytea', config_name: 'text', config_hash: 'text', config: 'bytea', noise: 'bytea' },
        ...{ control: 'text', candidate: 'text', scopes_hash: 'bytea', start_ms: 'bigint', created_at_ms: 'bigint', status: 'text' },
        ...{ verdict: 'text', score: 'float8', reason: 'text', last_slot_ms: 'bigint', next_slot_ms: 'bigint', looks: 'integer' },
        ...{ ended_at_ms: 'bigint' },
      },
      select: `SELECT analysis.*, document.hash AS config_document, noise.hash AS noise_document FROM analysis
        JOIN document ON document.id = analysis.config LEFT JOIN document AS noise ON noise.id = analysis.noise`,
      values: (row) => {
        const [configName, control, candidate] = [text(row.config_name), text(row.control), text(row.candidate)];
        const scopes = { configName, control: JSON.parse(control) as Scope, candidate: JSON.parse(candidate) as Scope };
        return [
          ...[text(row.id), text(row.key), keyHash(text(row.key)), configName, text(row.config_hash)],
          ...[bytes(row.config_document), row.noise_document === null ? null : bytes(row.noise_document)],
          ...[control, candidate, scopesHash(scopes), number(row.start_ms), number(row.created_at_ms), text(row.status), text(row.verdict)],
          ...[scalar(row.score), text(row.reason), scalar(row.last_slot_ms), scalar(row.next_slot_ms), number(row.looks)],
          scalar(row.ended_at_ms),
        ];
      },
    },
    {
      table: 'look',
      columns: { id: 'bigint', analysis: 'text', slot_ms: 'bigint', body: 'bytea', description: 'bytea', tails: 'bytea' },
      select: `SELECT look.id, analysis, slot_ms, look.body, document.hash, tails FROM look JOIN document ON document.id = look.description
        ORDER BY look.id`,
      values: (row) => [number(row.id), text(row.analysis), number(row.slot_ms), bytes(row.body), bytes(row.hash), bytes(row.tails)],
    },
    {
      table: 'look_series',
      columns: { look: 'bigint', position: 'integer', length: 'integer', series: 'bytea' },
      select: 'SELECT look, position, length, series FROM look_series',
      values: (row) => [number(row.look), number(row.position), number(row.length), nameOf(number(row.series))],
    },
    {
      table: 'noise_profile',
      columns: { config_name: 'text', metric: 'text', query_hash: 'text', fitted_at_ms: 'bigint', body: 'bytea' },
      select: 'SELECT config_name, metric, query_hash, fitted_at_ms, body FROM noise_profile',
      values: (row) => [text(row.config_name), text(row.metric), text(row.query_hash), number(row.fitted_at_ms), bytes(row.body)],
    },
    {
      table: 'outbox',
      columns: {
        ...{ sequence: 'bigint', channel: 'text', id: 'text', kind: 'text', body: 'bytea', created_at_ms: 'bigint', attempts: 'integer' },
        ...{ next_attempt_ms: 'bigint' },
      },
      select: 'SELECT sequence, channel, id, kind, body, created_at_ms, attempts, next_attempt_ms FROM outbox ORDER BY sequence',
      values: (row) => [
        ...[number(row.sequence), text(row.channel), text(row.id), text(row.kind), bytes(row.body), number(row.created_at_ms)],
        ...[number(row.attempts), number(row.next_attempt_ms)],
      ],
    },
    {
      table: 'pair_stream',
      columns: { id: 'bigint', config: 'text', candidate: 'text' },
      select: 'SELECT id, config, candidate FROM pair_stream',
      values: (row) => [number(row.id), text(row.config), text(row.candidate)],
    },
    {
      table: 'pair_tally',
      columns: { id: 'bigint', stream: 'bigint', kind: 'text', start_ms: 'bigint', length_ms: 'bigint', body: 'bytea' },
      select: 'SELECT id, stream, kind, start_ms, length_ms, body FROM pair_tally ORDER BY id',
      values: (row) => [number(row.id), number(row.stream), text(row.kind), number(row.start_ms), number(row.length_ms), bytes(row.body)],
    },
    {
      table: 'pair_waiting',
      columns: { stream: 'bigint', id: 'text', arrived_at_ms: 'bigint', control: 'text', candidate: 'text' },
      select: 'SELECT stream, id, arrived_at_ms, control, candidate FROM pair_waiting',
      values: (row) => [
        number(row.stream),
        text(row.id),
        number(row.arrived_at_ms),
        nullableText(row.control),
        nullableText(row.candidate),
      ],
    },
    {
      table: 'pair_sample',
      columns: {
        ...{
          id: 'bigint',
          stream: 'bigint',
          pair: 'text',
          at_ms: 'bigint',
          is_divergent: 'integer',
          similarity: 'float8',
          segment: 'text',
        },
        ...{ body: 'bytea', mark: 'text', note: 'text', marked_by: 'text', marked_at_ms: 'bigint' },
      },
      select: `SELECT id, stream, pair, at_ms, is_divergent, similarity, segment, body, mark, note, marked_by, marked_at_ms FROM pair_sample
        ORDER BY id`,
      values: (row) => [
        ...[number(row.id), number(row.stream), text(row.pair), number(row.at_ms), number(row.is_divergent), number(row.similarity)],
        ...[nullableText(row.segment), bytes(row.body), nullableText(row.mark), nullableText(row.note), nullableText(row.marked_by)],
        scalar(row.marked_at_ms),
      ],
    },
  ];
}

type Value = Parameters<TableCopy['values']>[0][string] | undefined;

/* The schema of the file says which type a column has. */
const text = (value: Value): string => value as string;
const nullableText = (value: Value): string | null => value as string | null;
const number = (value: Value): number => value as number;
const bytes = (value: Value): Uint8Array => value as Uint8Array;
const scalar = (value: Value): number | null => value as number | null;
