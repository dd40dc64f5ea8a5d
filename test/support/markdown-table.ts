/** The cells of the rows of the table whose heading row begins with these words; code marks stay. @throws {Error} there is none. */
export function tableOf(page: string, ...heading: readonly string[]): readonly (readonly string[])[] {
  const rows = page.split('\n').map(cellsOf);
  const start = rows.findIndex((cells) => heading.every((word, i) => cells[i] === word));
  if (start < 0) throw new Error(`no table begins with ${heading.join(' | ')}`);
  const after = rows.slice(start + 2);
  const end = after.findIndex((cells) => cells.length === 0);
  return after.slice(0, end < 0 ? undefined : end);
}

/** What stands between code marks in a cell. */
export function codesOf(cell: string | undefined): readonly string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
}

function cellsOf(line: string): string[] {
  return line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}
