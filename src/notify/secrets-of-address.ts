/** Shorter parts are words such as `hooks`: hiding those would hide what the receiver says. */
const SHORTEST = 8;

/** What a receiver must not repeat of an address that is a secret: the whole, and the parts that could be the key in it. */
export function secretsOfAddress(address: string): readonly string[] {
  const { pathname, search, searchParams } = new URL(address);
  const parts = [...pathname.split('/'), ...searchParams.values()].flatMap((part) => [part, decoded(part)]);
  return [address, `${pathname}${search}`, ...parts].filter((part) => part.length >= SHORTEST);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
