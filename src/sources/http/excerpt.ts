const EXCERPT_LENGTH = 300;

/** Text of a server or of the network as it may stand in a message: on one line, at most 300 characters. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}...` : line;
}
