/** The text with at most so many UTF-16 units, cut at the end between characters. @param length >= 2. */
export function shortText(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  const isHalf = (cut.charCodeAt(cut.length - 1) & 0xfc00) === 0xd800;
  return `${isHalf ? cut.slice(0, -1) : cut}…`;
}
