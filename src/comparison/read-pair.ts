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

/*
 * By hand instead of by schema: this is done for every pair, and errors must name fields without ever quoting what stands in them.
 */

/** Checks what one line said. @returns the value itself. @throws {BadInputError} naming the field that is wrong, never what it holds. */
export function readPair(value: unknown): AnswerPair {
  const pair = fieldsOf(value, 'pair');
  for (const field in pair) {
    const given = pair[field];
    switch (field) {
      case 'id':
        checkId(given);
        break;
      case 'control':
      case 'candidate':
      case 'secondControl':
        checkAnswer(field, given);
        break;
      case 'latencyMs':
        checkLatencies(given);
        break;
      case 'features':
        checkFeatures(given);
        break;
      case 'versions':
        checkVersions(given);
        break;
      default:
        throw unknownField(field, 'a pair has id, control, candidate, secondControl, latencyMs, features and versions');
    }
  }
  if (pair.id === undefined) throw missing('id');
  if (pair.control === undefined) throw missing('control');
  if (pair.candidate === undefined) throw missing('candidate');
  return value as AnswerPair;
}

/** Like `readPair`, for one side's answer alone. @throws {BadInputError} */
export function readHalf(value: unknown): HalfAnswer {
  const half = fieldsOf(value, 'half');
  for (const field in half) {
    const given = half[field];
    switch (field) {
      case 'id':
        checkId(given);
        break;
      case 'answer':
      case 'secondControl':
        checkAnswer(field, given);
        break;
      case 'latencyMs':
        checkLatency(field, given);
        break;
      case 'features':
        checkFeatures(given);
        break;
      case 'version':
        checkText(field, given, MAX_VERSION_LENGTH);
        break;
      default:
        throw unknownField(field, 'a half has id, answer, secondControl, latencyMs, features and version');
    }
  }
  if (half.id === undefined) throw missing('id');
  if (half.answer === undefined) throw missing('answer');
  return value as HalfAnswer;
}

/** Like `readPair`, for a request of the population. @throws {BadInputError} */
export function readRequestFeatures(value: unknown): RequestFeatures {
  const request = fieldsOf(value, 'request');
  for (const field in request) {
    if (field === 'id') checkId(request.id);
    else if (field === 'features') checkFeatures(request.features);
    else throw unknownField(field, 'a request has id and features');
  }
  if (request.id === undefined) throw missing('id');
  if (request.features === undefined) throw missing('features');
  return value as RequestFeatures;
}

function checkId(id: unknown): void {
  checkText('id', id, MAX_ID_LENGTH);
  if (id === '') throw new BadInputError('id', 'must not be empty');
}

function checkAnswer(field: string, answer: unknown): void {
  if (isDeeper(answer, MAX_DEPTH)) throw new BadInputError(field, `is nested more than ${MAX_DEPTH} levels deep`);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (isDeeper(value[i], levels - 1)) return true;
    return false;
  }
  for (const key in value) if (isDeeper((value as Fields)[key], levels - 1)) return true;
  return false;
}

function checkLatencies(value: unknown): void {
  const latencies = fieldsOf(value, 'latencyMs');
  for (const side in latencies) {
    assertSide('latencyMs', side);
    checkLatency(`latencyMs.${side}`, latencies[side]);
  }
}

function checkLatency(field: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw new BadInputError(field, 'must be a finite number >= 0');
}

function checkVersions(value: unknown): void {
  const versions = fieldsOf(value, 'versions');
  for (const side in versions) {
    assertSide('versions', side);
    checkText(`versions.${side}`, versions[side], MAX_VERSION_LENGTH);
  }
}

function assertSide(field: string, side: string): void {
  if (side !== 'control' && side !== 'candidate') throw unknownField(side, `${field} has control and candidate`);
}

function checkFeatures(value: unknown): void {
  const features = fieldsOf(value, 'features');
  let count = 0;
  for (const name in features) {
    if (++count > MAX_FEATURES) throw new BadInputError('features', `are more than ${MAX_FEATURES}`);
    if (name.length > MAX_FEATURE_NAME_LENGTH || !isStorable(name))
      throw new BadInputError('features', `have a name that is longer than ${MAX_FEATURE_NAME_LENGTH} characters or no proper text`);
    const feature = features[name];
    if (typeof feature === 'boolean' || (typeof feature === 'number' && Number.isFinite(feature))) continue;
    if (typeof feature === 'string' && feature.length <= MAX_LABEL_LENGTH && isStorable(feature)) continue;
    throw new BadInputError(
      isPlainName(name) ? `features.${name}` : 'features',
      `must be a finite number, a boolean or a proper text of at most ${MAX_LABEL_LENGTH} characters`,
    );
  }
}

function checkText(field: string, value: unknown, maxLength: number): void {
  if (typeof value !== 'string') throw new BadInputError(field, 'must be text');
  if (value.length > maxLength) throw new BadInputError(field, `is longer than ${maxLength} characters`);
  if (!isStorable(value)) throw new BadInputError(field, 'has a character U+0000 or half of a surrogate pair');
}

/** Databases keep neither U+0000 nor halves of surrogate pairs in a text. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function fieldsOf(value: unknown, field: string): Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new BadInputError(field, 'must be a JSON object');
  return value as Fields;
}

/** A misplaced answer may stand in the place of a name: only what looks like a name is repeated. */
function unknownField(name: string, known: string): BadInputError {
  return isPlainName(name) ? new BadInputError(name, `is unknown: ${known}`) : new BadInputError('field', `is unknown: ${known}`);
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z_][\w-]{0,63}$/.test(name);
}

function missing(field: string): BadInputError {
  return new BadInputError(field, 'is missing');
}
