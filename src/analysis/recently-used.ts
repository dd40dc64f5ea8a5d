/** Values by key, so many of them: the one asked for longest ago gives way to a new one. */
export interface RecentlyUsed<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  clear(): void;
}

/** @param most values kept, >= 1. */
export function recentlyUsed<V>(most: number): RecentlyUsed<V> {
  const kept = new Map<string, V>(); // the newest stands last
  let newest: string | undefined;
  const put = (key: string, value: V): void => {
    kept.delete(key);
    kept.set(key, value);
    newest = key;
    if (kept.size > most) kept.delete(kept.keys().next().value!);
  };
  return {
    get(key) {
      const value = kept.get(key);
      // Clients poll: most often it is the newest already, and moving it would cost more than finding it.
      if (value !== undefined && key !== newest) put(key, value);
      return value;
    },
    set: put,
    delete: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
