import type { Registry } from 'prom-client';
import { histogramSeries } from './histogram-series.ts';

export interface DurationsOptions {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  /** Upper bounds in seconds, ascending, without infinity. */
  readonly buckets: readonly number[];
}

/** Counts one duration, in seconds, >= 0. */
export type Observe = (seconds: number) => void;

/** A histogram of durations. @see histogramSeries */
export function durations(options: DurationsOptions): (labels: Readonly<Record<string, string>>) => Observe {
  return histogramSeries(options);
}
