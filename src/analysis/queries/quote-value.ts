/** Text that, between double quotes, is the value in PromQL. Total: control characters, quotes and lone surrogates are escaped too. */
export function escapeDoubleQuoted(value: string): string {
  return value
    .toWellFormed()
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/[\0-\x1f\x7f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
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
