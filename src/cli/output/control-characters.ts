/**
 * Text from outside (label values, messages of a source) as one harmless line: control characters, among them those that move a
 * terminal's cursor or colour it, and those that turn the direction of what follows, become visible escapes such as \u001b.
 */
export function withoutControlCharacters(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
