/**
 * A regular grid of evaluation times: startMs, startMs + stepMs, ... below endMs. All three are integer Unix milliseconds.
 * A sample at time t describes the step that ends at t, (t - stepMs, t].
 */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export type Labels = Readonly<Record<string, string>>;

/**
 * One series on a window's grid: values[i] was sampled at startMs + i * stepMs, and NaN means "no sample there".
 * Sources put samples on the grid, so a gap stays a gap and two series of one window always have equal length.
 */
export interface TimeSeries {
  readonly labels: Labels;
  readonly startMs: number;
  readonly stepMs: number;
  readonly values: Float64Array;
}

/** Number of evaluation times in the window, >= 0. */
export function sampleCount(window: TimeWindow): number {
  return Math.max(0, Math.ceil((window.endMs - window.startMs) / window.stepMs));
}
