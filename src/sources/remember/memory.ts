/** What is kept, by key, and below a bound: what was used longest ago gives way. */
export interface Memory<V> {
  /** Marks it as used. */
  get(key: string): V | undefined;
  /** In the place of what the key had. A value that is greater than all the room there is is not kept. */
  set(key: string, value: V, bytes: number): void;
  delete(key: string): void;
  /** Keys with this beginning up to the last `|`, the latest used last. */
  ofGroup(group: string): readonly string[];
  readonly bytes: number;
  readonly size: number;
}

/** @param maxBytes of all values together, by what `set` is told of each; >= 0. */
export function boundedMemory<V>(maxBytes: number): Memory<V> {
  const kept = new Map<string, { readonly value: V; readonly bytes: number }>(); // the latest used stands last
  const groups = new Map<string, readonly string[]>(); // mostly of one
  let bytes = 0;
  const drop = (key: string): void => {
    const known = kept.get(key);
    if (known === undefined) return;
    kept.delete(key);
    bytes -= known.bytes;
    const others = groups.get(groupOf(key))?.filter((other) => other !== key) ?? [];
    if (others.length > 0) groups.set(groupOf(key), others);
    else groups.delete(groupOf(key));
  };
  return {
    get(key) {
      const known = kept.get(key);
      if (known === undefined) return undefined;
      kept.delete(key);
      kept.set(key, known);
      return known.value;
    },
    set(key, value, size) {
      drop(key);
      if (size > maxBytes) return;
      kept.set(key, { value, bytes: size });
      groups.set(groupOf(key), [...(groups.get(groupOf(key)) ?? []), key]);
      bytes += size;
      while (bytes > maxBytes) drop(kept.keys().next().value!);
    },
    delete: drop,
    ofGroup: (group) => groups.get(group) ?? [],
    get bytes() {
      return bytes;
    },
    get size() {
      return kept.size;
    },
  };
}

function groupOf(key: string): string {
  return key.slice(0, key.lastIndexOf('|'));
}
