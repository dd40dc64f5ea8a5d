import { BadInputError } from '../../errors.ts';

/** Text that, between double quotes, is the value in PromQL. Total: control characters, quotes and lone surrogates are escaped too. */
export function escapeDoubleQuoted(value: string): string {
  return value
    .toWellFormed()
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(CONTROL, hexEscape)
    .replace(/\ufffd/g, '\\ufffd'); // Prometheus's lexer takes a literal U+FFFD for broken UTF-8
}

/** The same within a string of single quotes. */
export function escapeSingleQuoted(value: string): string {
  return escapeDoubleQuoted(value).replace(/\\"/g, '"').replace(/'/g, "\\'");
}

/** A regular expression (RE2) that matches the value and nothing else, also inside a character class. */
export function escapeRegex(value: string): string {
  return value.replace(/[\\.+*?()|[\]{}^$-]/g, '\\$&');
}

/**
 * Text that, between single quotes, is the value in InfluxQL.
 * @throws {BadInputError} the value holds a NUL or a carriage return: InfluxQL has no escape for them and reads them as something else.
 */
export function escapeInfluxqlString(name: string, value: string): string {
  if (/[\0\r]/.test(value)) throw new BadInputError(name, 'holds a NUL or a carriage return, which no string of InfluxQL can');
  return value.toWellFormed().replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n');
}

/**
 * The value as a part of a regular expression between InfluxQL's slashes. The lexer knows one escape, the slash's, and takes the second
 * of two backslashes for it when a slash follows: so neither is ever written as itself.
 */
export function escapeInfluxqlRegex(value: string): string {
  return escapeRegex(value.toWellFormed()).replaceAll('\\\\', '\\x5c').replaceAll('/', '\\x2f').replace(CONTROL, hexEscape);
}

/** Text that, between double quotes, is the value in Flux, where `${` would begin an expression: no dollar is written as itself. */
export function escapeFluxString(value: string): string {
  return value.toWellFormed().replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(CONTROL, hexEscape).replaceAll('$', '\\x24');
}

const CONTROL = /[\0-\x1f\x7f]/g;

function hexEscape(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
