import pLimit, { type LimitFunction } from 'p-limit';

/** So many tasks of one name at a time; those of other names do not wait for them. */
export interface Lanes {
  run<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** Tasks under way, in all lanes. */
  running(): number;
}

/** @param width tasks at a time in each lane, 1 or more. */
export function openLanes(width: number): Lanes {
  const lanes = new Map<string, LimitFunction>();
  let running = 0;
  return {
    async run(name, task) {
      let lane = lanes.get(name);
      if (lane === undefined) {
        lane = pLimit(width);
        lanes.set(name, lane);
      }
      try {
        return await lane(async () => {
          running++;
          try {
            return await task();
          } finally {
            running--;
          }
        });
      } finally {
        if (lane.activeCount === 0 && lane.pendingCount === 0 && lanes.get(name) === lane) lanes.delete(name);
      }
    },
    running: () => running,
  };
}
