import { readJson } from '../../analysis/comparison/read-json.ts';
import type { AnswerPair } from '../../comparison/answer-pair.ts';
import { type HalfAnswer, readHalf, readPair } from '../../comparison/read-pair.ts';
import { BadInputError } from '../../errors.ts';
import type { Json } from '../../model/json.ts';

/** How the lines of the files are told which request they answer: by their id, or, where they have none, by their number. */
export type JoinedBy = 'id' | 'line number';

/** One line of a file of answers. */
export interface AnswerLine {
  readonly text: string;
  /** In its file, from 1 on. */
  readonly number: number;
}

/** What a line says, and which request it answers. */
export interface Read<T> {
  readonly value: T;
  readonly joinedBy: JoinedBy;
}

/**
 * One side's answer: `{"id", "answer", ...}` as the server takes it, or any other JSON, which then is the answer itself; its id is the
 * field `id` if it has one.
 * @throws {SerinusError} what is wrong with the line, without a word of it.
 */
export function readAnswer({ text, number }: AnswerLine): Read<HalfAnswer> {
  const value = readJson(text);
  const given = isObject(value) ? idOf(value) : undefined;
  const id = given ?? lineId(number);
  const half = isObject(value) && Object.hasOwn(value, 'answer') ? { ...value, id } : { id, answer: value as Json };
  return { value: readHalf(half), joinedBy: joinedBy(given) };
}

/** As `readAnswer`, of a line that is the answer itself, whatever its fields are. */
export function readPlainAnswer({ text, number }: AnswerLine): Read<HalfAnswer> {
  const value = readJson(text);
  const given = isObject(value) ? idOf(value) : undefined;
  return { value: readHalf({ id: given ?? lineId(number), answer: value as Json }), joinedBy: joinedBy(given) };
}

/** Both sides' answers: `{"id", "control", "candidate", ...}` as the server takes it. @throws {SerinusError} as readAnswer. */
export function readWholePair({ text, number }: AnswerLine): Read<AnswerPair> {
  const value = readJson(text);
  const given = isObject(value) ? idOf(value) : undefined;
  return { value: readPair(isObject(value) ? { ...value, id: given ?? lineId(number) } : value), joinedBy: joinedBy(given) };
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers are ids in many files; the server takes texts alone. */
function idOf(fields: Fields): string | undefined {
  if (!Object.hasOwn(fields, 'id')) return undefined;
  const { id } = fields;
  if (typeof id === 'string') return id;
  if (typeof id === 'number' && Number.isFinite(id)) return String(id);
  throw new BadInputError('id', 'must be text or a number');
}

function lineId(number: number): string {
  return `line ${number}`;
}

function joinedBy(id: string | undefined): JoinedBy {
  return id === undefined ? 'line number' : 'id';
}
