/** Bodies that are read at one time share it. */
export interface ReadingRoom {
  enter(reader: Reader): Seat;
}

export interface Reader {
  readonly pause: () => void;
  readonly resume: () => void;
}

export interface Seat {
  /** So many more bytes are held. */
  take(bytes: number): void;
  /** They are held no more; once is enough, twice does no harm. */
  leave(): void;
}

/**
 * Keeps what all readers hold together to about `bytes`, however many they are: beyond it only the one that came first reads on, and the
 * others wait until somebody leaves. Where no reader holds more than `bytes`, all of them hold less than twice that.
 */
export function openReadingRoom(bytes: number): ReadingRoom {
  const readers = new Map<Reader, number>(); // in the order they came
  const waiting = new Set<Reader>();
  let held = 0;
  return {
    enter(reader) {
      readers.set(reader, 0);
      return {
        take(more) {
          const before = readers.get(reader);
          if (before === undefined) return;
          readers.set(reader, before + more);
          held += more;
          if (held <= bytes || readers.keys().next().value === reader) return;
          waiting.add(reader);
          reader.pause();
        },
        leave() {
          held -= readers.get(reader) ?? 0;
          readers.delete(reader);
          waiting.delete(reader);
          const next = held <= bytes ? [...waiting] : [...readers.keys()].slice(0, 1);
          for (const one of next) if (waiting.delete(one)) one.resume();
        },
      };
    },
  };
}
