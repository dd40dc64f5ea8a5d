const LONGEST = 63;

/** The text as a name of a config, metric or group: lower-case letters, digits and dashes; `fallback` when nothing of it remains. */
export function configName(text: string, fallback: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const name = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  return name === '' ? fallback : name;
}

/** The same, and not one of the names that are taken: those get a number. */
export function freeName(text: string, fallback: string, taken: ReadonlySet<string>): string {
  const name = configName(text, fallback);
  for (let i = 1; ; i++) {
    const tail = i === 1 ? '' : `-${i}`;
    const free = `${name.slice(0, LONGEST - tail.length).replace(/-+$/, '')}${tail}`;
    if (!taken.has(free)) return free;
  }
}
