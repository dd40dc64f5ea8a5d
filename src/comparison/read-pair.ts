import { BadInputError } from '../errors.ts';
import type { Json } from '../model/json.ts';
import type { AnswerPair, Features } from './answer-pair.ts';

/** One side's answer to one request, as it comes in. */
export interface HalfAnswer {
  readonly id: string;
  readonly answer: Json;
  readonly secondControl?: Json;
  /** Milliseconds. */
  readonly latencyMs?: number;
  readonly features?: Features;
  readonly version?: string;
}

/** A request of all the traffic, whether or not its answers are compared. */
export interface RequestFeatures {
  readonly id: string;
  readonly features: Features;
}

const MAX_ID_LENGTH = 200;
const MAX_FEATURES = 50;
const MAX_FEATURE_NAME_LENGTH = 64;
const MAX_LABEL_LENGTH = 256;
const MAX_VERSION_LENGTH = 128;
/** Deeper answers would run whatever walks them recursively out of stack. */
const MAX_DEPTH = 200;

type Fields = Readonly<Record<string, unknown>>;
type FieldsOf<N extends readonly string[]> = Readonly<Partial<Record<N[number], unknown>>>;

const PAIR_FIELDS = ['id', 'control', 'candidate', 'secondControl', 'latencyMs', 'features', 'versions'] as const;
const HALF_FIELDS = ['id', 'answer', 'secondControl', 'latencyMs', 'features', 'version'] as const;
const REQUEST_FIELDS = ['id', 'features'] as const;
const SIDES = ['control', 'candidate'] as const;

/*
 * By hand instead of by schema: this is done for every pair, and errors must name fields without ever quoting what stands in them.
 * Fields are read by their names, and counted for the unknown ones, which takes half the time of looking at each by its key.
 */

/** Checks what one line said. @returns the value itself. @throws {BadInputError} naming the field that is wrong, never what it holds. */
export function readPair(value: unknown): AnswerPair {
  assertMapping(value, 'pair');
  const { id, control, candidate, secondControl, latencyMs, features, versions } = value as FieldsOf<typeof PAIR_FIELDS>;
  let known = 3;
  if (secondControl !== undefined) known++;
  if (latencyMs !== undefined) known++;
  if (features !== undefined) known++;
  if (versions !== undefined) known++;
  if (known !== fieldCount(value)) refuseUnknown(value, 'a pair', PAIR_FIELDS);
  checkId(id);
  checkAnswer('control', control);
  checkAnswer('candidate', candidate);
  if (secondControl !== undefined) checkAnswer('secondControl', secondControl);
  if (latencyMs !== undefined) checkLatencies(latencyMs);
  if (features !== undefined) checkFeatures(features);
  if (versions !== undefined) checkVersions(versions);
  return value as unknown as AnswerPair;
}

/** Like `readPair`, for one side's answer alone. @throws {BadInputError} */
export function readHalf(value: unknown): HalfAnswer {
  assertMapping(value, 'half');
  const { id, answer, secondControl, latencyMs, features, version } = value as FieldsOf<typeof HALF_FIELDS>;
  refuseUnknown(value, 'a half', HALF_FIELDS);
  checkId(id);
  checkAnswer('answer', answer);
  if (secondControl !== undefined) checkAnswer('secondControl', secondControl);
  if (latencyMs !== undefined) checkLatency('latencyMs', latencyMs);
  if (features !== undefined) checkFeatures(features);
  if (version !== undefined) checkVersion('version', version);
  return value as unknown as HalfAnswer;
}

/** Like `readPair`, for a request of the population. @throws {BadInputError} */
export function readRequestFeatures(value: unknown): RequestFeatures {
  assertMapping(value, 'request');
  const { id, features } = value as FieldsOf<typeof REQUEST_FIELDS>;
  refuseUnknown(value, 'a request', REQUEST_FIELDS);
  checkId(id);
  if (features === undefined) throw missing('features');
  checkFeatures(features);
  return value as unknown as RequestFeatures;
}

function checkId(id: unknown): void {
  if (id === undefined) throw missing('id');
  if (typeof id !== 'string') throw new BadInputError('id', 'must be text');
  if (id.length === 0 || id.length > MAX_ID_LENGTH) throw new BadInputError('id', `must have 1 to ${MAX_ID_LENGTH} characters`);
  if (!isStorable(id)) throw new BadInputError('id', 'has a character U+0000 or half of a surrogate pair');
}

function checkAnswer(field: string, answer: unknown): void {
  if (answer === undefined) throw missing(field);
  if (isDeeper(answer, MAX_DEPTH)) throw new BadInputError(field, `is nested more than ${MAX_DEPTH} levels deep`);
}

/** Looks at an element before it calls itself: an embedding is a few hundred numbers. */
function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (typeof value[i] === 'object' && isDeeper(value[i], levels - 1)) return true;
    return false;
  }
  for (const key in value) if (isDeeper((value as Fields)[key], levels - 1)) return true;
  return false;
}

function checkLatencies(latencies: unknown): void {
  assertMapping(latencies, 'latencyMs');
  const { control, candidate } = latencies as FieldsOf<typeof SIDES>;
  if (Number(control !== undefined) + Number(candidate !== undefined) !== fieldCount(latencies))
    refuseUnknown(latencies, 'latencyMs', SIDES);
  if (control !== undefined) checkLatency('latencyMs.control', control);
  if (candidate !== undefined) checkLatency('latencyMs.candidate', candidate);
}

function checkLatency(field: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw new BadInputError(field, 'must be a finite number >= 0');
}

function checkVersions(versions: unknown): void {
  assertMapping(versions, 'versions');
  const { control, candidate } = versions as FieldsOf<typeof SIDES>;
  if (Number(control !== undefined) + Number(candidate !== undefined) !== fieldCount(versions)) refuseUnknown(versions, 'versions', SIDES);
  if (control !== undefined) checkVersion('versions.control', control);
  if (candidate !== undefined) checkVersion('versions.candidate', candidate);
}

function checkFeatures(features: unknown): void {
  assertMapping(features, 'features');
  let count = 0;
  for (const name in features) {
    if (++count > MAX_FEATURES) throw new BadInputError('features', `are more than ${MAX_FEATURES}`);
    if (name.length > MAX_FEATURE_NAME_LENGTH)
      throw new BadInputError('features', `have a name that is longer than ${MAX_FEATURE_NAME_LENGTH} characters`);
    if (!isFeature(features[name]))
      throw new BadInputError(
        isPlainName(name) ? `features.${name}` : 'features',
        `must be a finite number, a boolean or a proper text of at most ${MAX_LABEL_LENGTH} characters`,
      );
  }
}

function isFeature(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  // A label may name a segment, by which samples are found.
  if (typeof value === 'string') return value.length <= MAX_LABEL_LENGTH && isStorable(value);
  return typeof value === 'boolean';
}

function checkVersion(field: string, value: unknown): void {
  if (typeof value !== 'string') throw new BadInputError(field, 'must be text');
  if (value.length > MAX_VERSION_LENGTH) throw new BadInputError(field, `is longer than ${MAX_VERSION_LENGTH} characters`);
}

/** Databases keep neither U+0000 nor halves of surrogate pairs in a text that they search by. */
function isStorable(text: string): boolean {
  // Calls into the engine take longer than looking at a few characters.
  if (text.length > 16) return text.indexOf('\0') === -1 && text.isWellFormed();
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0) return false;
    if (unit >= 0xd800 && unit <= 0xdfff) return text.isWellFormed() && text.indexOf('\0') === -1;
  }
  return true;
}

function assertMapping(value: unknown, field: string): asserts value is Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new BadInputError(field, 'must be a JSON object');
}

function fieldCount(fields: Fields): number {
  let count = 0;
  for (const _ in fields) count++;
  return count;
}

/** A misplaced answer may stand in the place of a name: only what looks like a name is repeated. */
function refuseUnknown(fields: Fields, thing: string, known: readonly string[]): void {
  for (const name in fields)
    if (!known.includes(name)) throw new BadInputError(isPlainName(name) ? name : 'field', `is unknown: ${thing} has ${known.join(', ')}`);
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z_][\w-]{0,63}$/.test(name);
}

function missing(field: string): BadInputError {
  return new BadInputError(field, 'is missing');
}
