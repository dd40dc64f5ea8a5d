import type { Store } from '../analysis/ports/store.ts';

/** A method of the store, as metrics and traces name it. */
export type StoreOperation = Exclude<keyof Store, 'close'>;

/** Puts something around one operation; it returns what the work returns. */
export type AroundOperation = (operation: StoreOperation) => <T>(work: () => Promise<T>) => Promise<T>;

/** The store with something around each of its operations, chosen once for each; close() stays as it is. */
export function aroundStore(store: Store, around: AroundOperation): Store {
  const operations = Object.entries(store).map(([name, operation]) => {
    if (name === 'close') return [name, operation];
    const run = around(name as StoreOperation);
    return [name, (...given: unknown[]) => run(() => operation.apply(store, given))];
  });
  return Object.fromEntries(operations);
}
