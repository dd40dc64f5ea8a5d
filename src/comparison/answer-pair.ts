import type { Json } from '../model/json.ts';

/** Numbers and labels that describe a request: text length, locale, confidence of the control. */
export type Features = Readonly<Record<string, number | string | boolean>>;

/** What two models answered to one request. */
export interface AnswerPair {
  /** Of the request, 1 to 200 characters: a pair is counted once by it. */
  readonly id: string;
  readonly control: Json;
  readonly candidate: Json;
  /** The answer of a second copy of the control, from which its own noise is known. */
  readonly secondControl?: Json;
  /** How long each side took, milliseconds, >= 0. */
  readonly latencyMs?: { readonly control?: number; readonly candidate?: number };
  readonly features?: Features;
  /** Which model answered. */
  readonly versions?: { readonly control?: string; readonly candidate?: string };
}
