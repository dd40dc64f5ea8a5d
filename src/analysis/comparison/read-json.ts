import { SerinusError } from '../../errors.ts';

/** The value of a JSON text. @throws {SerinusError} MALFORMED_JSON, without a word of the text, which is nobody's to see. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SerinusError('MALFORMED_JSON', 400, 'the line is no JSON');
  }
}
