import { BadInputError } from '../../errors.ts';
import type { Labels } from '../../model/time-series.ts';
import { RECORDED_PARTS, RECORDED_SIDES, type RecordedPart, type RecordedSide } from './recorded-series.ts';

/** Where in a file something stands: `recorded.csv:17`. */
export type Place = string;

/** One sample of a file, before it has a grid. */
export interface RecordedSample {
  readonly place: Place;
  readonly metric: string;
  readonly side: RecordedSide;
  readonly part: RecordedPart;
  readonly labels: Labels;
  /** Integer Unix milliseconds. */
  readonly timeMs: number;
  /** NaN is a gap. */
  readonly value: number;
}

const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;
/** Unix seconds of the year 5138: more than that is meant as milliseconds. */
const LATEST_SECONDS = 1e11;

/** @throws {BadInputError} neither Unix seconds nor an ISO 8601 time with its offset. */
export function readTime(text: string, place: Place): number {
  const iso = ISO_TIME.exec(text);
  if (iso && iso[3] === undefined) throw new BadInputError(place, `the time ${text} has no time zone; write it with Z or an offset`);
  const timeMs = Math.round(iso ? Date.parse(text.replace(' ', 'T')) : text === '' ? Number.NaN : Number(text) * 1000);
  if (!Number.isFinite(timeMs)) throw new BadInputError(place, `${JSON.stringify(text)} is neither Unix seconds nor an ISO 8601 time`);
  if (Math.abs(timeMs) > LATEST_SECONDS * 1000) throw new BadInputError(place, `the time ${text} is not in seconds`);
  return timeMs;
}

/** @throws {BadInputError} neither control nor candidate. */
export function readSide(text: string, place: Place): RecordedSide {
  return oneOf(RECORDED_SIDES, text, { what: 'side', place });
}

/** The part named, or where none is: buckets for series with a `le` label, else value. @throws {BadInputError} no part has this name. */
export function readPart(text: string, labels: Labels, place: Place): RecordedPart {
  if (text === '') return labels.le === undefined ? 'value' : 'buckets';
  return oneOf(RECORDED_PARTS, text, { what: 'part', place });
}

function oneOf<T extends string>(known: readonly T[], text: string, { what, place }: { readonly what: string; readonly place: Place }): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new BadInputError(place, `${JSON.stringify(text)} is no ${what}; it must be one of ${known.join(', ')}`);
  return found;
}
