import { KayentaRefusal } from './refusal.ts';

/** A JSON object without nulls: for Kayenta null and absent are the same. */
export type Fields = Readonly<Record<string, unknown>>;

const DEEPEST = 64;
const LONGEST_EXCERPT = 80;

/** @throws {KayentaRefusal} it is no object. */
export function objectAt(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new KayentaRefusal(`${at} must be an object, not ${excerpt(value)}.`);
  return value as Fields;
}

/** Absent stays absent. @throws {KayentaRefusal} it is no array. */
export function listAt(value: unknown, at: string): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new KayentaRefusal(`${at} must be an array, not ${excerpt(value)}.`);
  return value;
}

/** Numbers and booleans are taken for their text, as by Kayenta's JSON reader. @throws {KayentaRefusal} an object or an array. */
export function textAt(value: unknown, at: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') throw new KayentaRefusal(`${at} must be a text, not ${excerpt(value)}.`);
  return String(value);
}

/** A finite number; its text is taken for it. @throws {KayentaRefusal} anything else. */
export function numberAt(value: unknown, at: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$/.test(value)) return Number(value);
  throw new KayentaRefusal(`${at} must be a number, not ${excerpt(value)}.`);
}

/** Absent stays absent. @throws {KayentaRefusal} no array of texts. */
export function textsAt(value: unknown, at: string): readonly string[] | undefined {
  return listAt(value, at)?.map((one, i) => {
    const text = textAt(one, `${at}[${i}]`);
    if (text === undefined) throw new KayentaRefusal(`${at}[${i}] must be a text, not null.`);
    return text;
  });
}

/** Each value of an object read by the same rule; those that are null are left out. Absent stays absent. @throws {KayentaRefusal}. */
export function recordAt<T>(
  value: unknown,
  at: string,
  read: (one: unknown, at: string) => T | undefined,
): Readonly<Record<string, T>> | undefined {
  if (value === undefined || value === null) return undefined;
  const entries = Object.entries(objectAt(value, at)).flatMap(([key, one]): [string, T][] => {
    const found = read(one, `${at}.${key}`);
    return found === undefined ? [] : [[key, found]];
  });
  return Object.fromEntries(entries);
}

/** The same document without the properties that are null. @throws {KayentaRefusal} nested deeper than anybody means. */
export function withoutNulls(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) throw new KayentaRefusal(`The document is nested deeper than ${DEEPEST} levels.`);
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one, depth + 1)]));
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}...` : text;
}
