/** What is gathered of one key until it is saved as one. Who adds to it says so in `items` and `bytes`. */
export interface OpenBatch<B> {
  readonly batch: B;
  items: number;
  /** About. */
  bytes: number;
  /** Nothing may be added any more. */
  readonly isClosed: boolean;
  /** Resolves when it is durable, rejects when it could not be saved; then nothing of it is. */
  readonly saved: Promise<void>;
}

export interface GroupCommit<K, B> {
  /** The batch that everybody adds to now: the same one until it is full or its time is over. */
  open(key: K): OpenBatch<B>;
  /** Undefined while there is room for more; else wait, and ask again. Ask after every few dozen kilobytes. */
  room(key: K): Promise<void> | undefined;
  /** Saves what is in hand; resolves when it is done, well or not. */
  flush(): Promise<void>;
}

export interface GroupCommitOptions<K, B> {
  /** Keys of the same name are the same key. */
  nameOf(key: K): string;
  begin(key: K): B;
  save(batch: B): Promise<void>;
  /** A batch to which nothing was added for so long waits no more. */
  readonly lingerMs: number;
  /** And neither does one of that age. */
  readonly maxAgeMs: number;
  /** A batch of so many is full. */
  readonly maxItems: number;
  /** And so is one of so many bytes. */
  readonly maxBytes: number;
  /** Of all batches together: then nobody adds until one is saved. */
  readonly maxBytesInHand: number;
}

/** The batch of a key that is being filled, and the one before it. */
interface Gathering<B> {
  current?: Filling<B> | undefined;
  saving?: Promise<void> | undefined;
}

interface Filling<B> extends OpenBatch<B> {
  isClosed: boolean;
  isDue: boolean;
  /** Of its bytes, those that are among the bytes in hand. */
  bytesInHand: number;
  timer: NodeJS.Timeout;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
}

/**
 * Saves what many callers bring as few, large batches: one a key at a time, while the next one is gathered. So a disk that takes long
 * for each commit makes batches larger, and does not have callers wait in line.
 */
export function groupCommit<K, B>(options: GroupCommitOptions<K, B>): GroupCommit<K, B> {
  const { nameOf, begin, save, lingerMs, maxAgeMs, maxItems, maxBytes, maxBytesInHand } = options;
  const gatherings = new Map<string, Gathering<B>>();
  let bytesInHand = 0;

  const fill = (key: K, name: string, gathering: Gathering<B>): Filling<B> => {
    const { promise: saved, ...settle } = Promise.withResolvers<void>();
    saved.catch(() => undefined); // Those who brought it may have gone.
    let [waitedMs, before] = [0, 1];
    const wait = (): NodeJS.Timeout =>
      setTimeout(() => {
        waitedMs += lingerMs;
        if (filling.items > before && waitedMs < maxAgeMs) {
          before = filling.items;
          filling.timer = wait();
        } else {
          filling.isDue = true;
          commit(name, gathering);
        }
      }, lingerMs);
    const filling = { batch: begin(key), saved, settle, timer: wait(), items: 0, bytes: 0, bytesInHand: 0, isDue: false, isClosed: false };
    return filling;
  };

  const account = (filling: Filling<B>): void => {
    bytesInHand += filling.bytes - filling.bytesInHand;
    filling.bytesInHand = filling.bytes;
  };

  const isFull = ({ items, bytes }: Filling<B>): boolean => items >= maxItems || bytes >= maxBytes;

  const commit = (name: string, gathering: Gathering<B>): void => {
    const { current } = gathering;
    if (current === undefined || gathering.saving !== undefined) return;
    clearTimeout(current.timer);
    account(current);
    current.isClosed = true;
    gathering.current = undefined;
    const { resolve, reject } = current.settle;
    gathering.saving = save(current.batch)
      .then(resolve, reject)
      .then(() => {
        bytesInHand -= current.bytesInHand;
        gathering.saving = undefined;
        const next = gathering.current;
        if (next === undefined) gatherings.delete(name);
        else if (next.isDue || isFull(next)) commit(name, gathering);
      });
  };

  return {
    open(key) {
      const name = nameOf(key);
      const gathering = gatherings.get(name) ?? {};
      gatherings.set(name, gathering);
      gathering.current ??= fill(key, name, gathering);
      return gathering.current;
    },
    room(key) {
      const name = nameOf(key);
      const gathering = gatherings.get(name);
      if (gathering?.current !== undefined) {
        account(gathering.current);
        if (isFull(gathering.current)) {
          if (gathering.saving !== undefined) return gathering.saving;
          commit(name, gathering);
        }
      }
      if (bytesInHand < maxBytesInHand) return undefined;
      for (const [one, of] of gatherings) commit(one, of);
      return Promise.race([...gatherings.values()].map(({ saving }) => saving));
    },
    async flush() {
      while (gatherings.size > 0) {
        for (const [name, gathering] of gatherings) commit(name, gathering);
        await Promise.all([...gatherings.values()].map(({ saving }) => saving));
      }
    },
  };
}
