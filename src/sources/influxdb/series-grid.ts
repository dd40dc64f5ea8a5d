import { SourceError } from '../../errors.ts';
import { type Labels, sampleCount, type TimeSeries, type TimeWindow } from '../../model/time-series.ts';
import { labelsKey } from '../labels-key.ts';

/** A series being filled: puts a point at its place. @throws {SourceError} it has none, or it is taken. */
export type PutPoint = (timeMs: number, value: number) => void;

/** The series of one query on the window's grid. */
export interface SeriesGrid {
  /** @throws {SourceError} the series is there already, or goes beyond maxPoints. */
  add(labels: Labels): PutPoint;
  readonly series: () => readonly TimeSeries[];
}

/** The evaluation time that a point belongs to, as a place on the grid; undefined when it is beside the grid. */
export type PlaceOf = (timeMs: number, window: TimeWindow) => number | undefined;

export interface GridOptions {
  readonly source: string;
  readonly window: TimeWindow;
  readonly maxPoints: number;
  readonly placeOf: PlaceOf;
  /** What to write in the query so that points have a place, for messages. */
  readonly advice: string;
}

export function openGrid({ source, window, maxPoints, placeOf, advice }: GridOptions): SeriesGrid {
  const { startMs, stepMs } = window;
  const count = sampleCount(window);
  const all = new Map<string, TimeSeries>();
  const refuse = (message: string): never => {
    throw new SourceError(source, message, false);
  };
  return {
    add(labels) {
      const key = labelsKey(labels);
      if (all.has(key)) return refuse(`the reply holds the series ${key} twice`);
      if ((all.size + 1) * count > maxPoints) {
        return refuse(`${all.size + 1} series of ${count} points are more than maxPoints ${maxPoints}; aggregate in the query`);
      }
      const values = new Float64Array(count).fill(Number.NaN);
      const taken = new Uint8Array(count);
      all.set(key, { labels, startMs, stepMs, values });
      return (timeMs, value) => {
        const place = placeOf(timeMs, window);
        if (place === undefined || place < 0 || place >= count) {
          return refuse(`a point of ${JSON.stringify(labels)} at ${timeText(timeMs)} belongs to no step that was asked for; ${advice}`);
        }
        if (taken[place]) return refuse(`two points of ${JSON.stringify(labels)} within the step of ${timeText(timeMs)}; ${advice}`);
        taken[place] = 1;
        values[place] = value;
      };
    },
    series: () => [...all.values()],
  };
}

function timeText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
