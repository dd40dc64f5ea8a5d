import { SerinusError } from '../../errors.ts';

export type Refused = (index: number, error: SerinusError) => void;

/**
 * What the texts say, in their order; undefined where one is refused: it is no JSON, or `read` does not take it. In two rounds, since a
 * parser that is called again and again, with nothing between, takes a quarter less time.
 */
export function readTexts<T>(texts: readonly string[], read: (value: unknown) => T, refused: Refused): readonly (T | undefined)[] {
  const values: unknown[] = [];
  for (let i = 0; i < texts.length; i++) values.push(parsed(texts[i]!, i, refused));
  const taken: (T | undefined)[] = [];
  for (let i = 0; i < values.length; i++) taken.push(values[i] === undefined ? undefined : readOr(read, { value: values[i], i, refused }));
  return taken;
}

/** @throws {SerinusError} MALFORMED_JSON, without a word of the text, which is nobody's to see. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SerinusError('MALFORMED_JSON', 400, 'the line is no JSON');
  }
}

function parsed(text: string, i: number, refused: Refused): unknown {
  try {
    return readJson(text);
  } catch (error) {
    refused(i, error as SerinusError);
    return undefined;
  }
}

function readOr<T>(
  read: (value: unknown) => T,
  of: { readonly value: unknown; readonly i: number; readonly refused: Refused },
): T | undefined {
  try {
    return read(of.value);
  } catch (error) {
    if (!(error instanceof SerinusError)) throw error;
    of.refused(of.i, error);
    return undefined;
  }
}
