/** What is gathered of one key until it is saved as one. */
export interface OpenBatch<B> {
  readonly batch: B;
  /** Resolves when it is durable, rejects when it could not be saved; then nothing of it is. */
  readonly saved: Promise<void>;
}

export interface GroupCommit<B> {
  /** The batch that everybody adds to now: the same one until it is full or its time is over. */
  open(key: string): OpenBatch<B>;
  /** Say so after adding to the key's batch. @returns undefined while there is room for more; else wait, and ask again. */
  added(key: string, what: { readonly items: number; readonly bytes: number }): Promise<void> | undefined;
  /** As `added`, of nothing. */
  room(key: string): Promise<void> | undefined;
  /** Saves what is in hand; resolves when it is done, well or not. */
  flush(): Promise<void>;
}

export interface GroupCommitOptions<B> {
  begin(key: string): B;
  save(batch: B): Promise<void>;
  /** For how long a batch that is not full waits for more. */
  readonly lingerMs: number;
  /** A batch of so many is full. */
  readonly maxItems: number;
  /** And so is one of so many bytes, about. */
  readonly maxBytes: number;
  /** Of all batches together: then nobody adds until one is saved. */
  readonly maxBytesInHand: number;
}

interface Gathering<B> {
  current?: Filling<B> | undefined;
  saving?: Promise<void> | undefined;
}

interface Filling<B> extends OpenBatch<B> {
  items: number;
  bytes: number;
  isDue: boolean;
  readonly timer: NodeJS.Timeout;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
}

/**
 * Saves what many callers bring as few, large batches: one a key at a time, while the next one is gathered. So a disk that takes long
 * for each commit makes batches larger instead of callers wait in line.
 */
export function groupCommit<B>(options: GroupCommitOptions<B>): GroupCommit<B> {
  const { begin, save, lingerMs, maxItems, maxBytes, maxBytesInHand } = options;
  const gatherings = new Map<string, Gathering<B>>();
  let bytesInHand = 0;

  const gatheringOf = (key: string): Gathering<B> => {
    const known = gatherings.get(key) ?? {};
    gatherings.set(key, known);
    return known;
  };

  const open = (key: string): Filling<B> => {
    const gathering = gatheringOf(key);
    gathering.current ??= fill(key, gathering);
    return gathering.current;
  };

  const fill = (key: string, gathering: Gathering<B>): Filling<B> => {
    const { promise: saved, ...settle } = Promise.withResolvers<void>();
    saved.catch(() => undefined); // Its callers may have gone.
    const timer = setTimeout(() => {
      filling.isDue = true;
      commit(key, gathering);
    }, lingerMs);
    const filling = { batch: begin(key), saved, settle, timer, items: 0, bytes: 0, isDue: false };
    return filling;
  };

  const commit = (key: string, gathering: Gathering<B>): void => {
    const { current } = gathering;
    if (current === undefined || gathering.saving !== undefined) return;
    clearTimeout(current.timer);
    gathering.current = undefined;
    const { resolve, reject } = current.settle;
    gathering.saving = save(current.batch)
      .then(resolve, reject)
      .then(() => {
        bytesInHand -= current.bytes;
        gathering.saving = undefined;
        const next = gathering.current;
        if (next === undefined) gatherings.delete(key);
        else if (next.isDue || isFull(next)) commit(key, gathering);
      });
  };

  const isFull = ({ items, bytes }: Filling<B>): boolean => items >= maxItems || bytes >= maxBytes;

  const room = (key: string): Promise<void> | undefined => {
    const gathering = gatherings.get(key);
    if (gathering?.current !== undefined && isFull(gathering.current)) {
      if (gathering.saving !== undefined) return gathering.saving;
      commit(key, gathering);
    }
    if (bytesInHand < maxBytesInHand) return undefined;
    for (const [one, of] of gatherings) commit(one, of);
    return Promise.race([...gatherings.values()].map(({ saving }) => saving));
  };

  return {
    open,
    room,
    added(key, { items, bytes }) {
      const filling = open(key);
      filling.items += items;
      filling.bytes += bytes;
      bytesInHand += bytes;
      return room(key);
    },
    async flush() {
      while (gatherings.size > 0) {
        for (const [key, gathering] of gatherings) commit(key, gathering);
        await Promise.all([...gatherings.values()].map(({ saving }) => saving));
      }
    },
  };
}
