import type { Json } from '../../../src/model/json.ts';

/** An answer that no JavaScript literal can be, but a line of JSON: 1e400 is read as an infinite number. */
export function fromJson(text: string): Json {
  return JSON.parse(text) as Json;
}
