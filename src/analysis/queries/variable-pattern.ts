/** The pattern as a regular expression that must match a value from its first character to its last.
 *  @throws {SyntaxError} the pattern is no regular expression. */
export function wholePattern(pattern: string): RegExp {
  new RegExp(pattern, 'u'); // on its own first: a)|(b would be one only between the brackets below
  return new RegExp(`^(?:${pattern})$`, 'u');
}
