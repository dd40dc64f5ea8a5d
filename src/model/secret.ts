/** A password or token that no log, error, JSON or template string ever shows. Only `reveal` gives it, at the moment of its use. */
export interface Secret {
  reveal(): string;
  toJSON(): string;
  toString(): string;
}

const SHOWN = '[secret]';

/** Wraps a text so that it must be asked for by name. */
export function secret(text: string): Secret {
  const shown = (): string => SHOWN;
  return Object.freeze({
    reveal: () => text,
    toJSON: shown,
    toString: shown,
    [Symbol.for('nodejs.util.inspect.custom')]: shown,
  });
}
