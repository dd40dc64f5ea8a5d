import type { Scope } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { sampleCount, type TimeWindow } from '../model/time-series.ts';
import type { QueryDialect } from './ports/metric-source.ts';
import { renderQuery } from './queries/render-query.ts';

export type Side = 'control' | 'candidate';
export const SIDES = ['control', 'candidate'] as const satisfies readonly Side[];

/** The final query texts of one side, by part: of a metric, or of whatever else has templates. */
export function sideQueries(
  config: AnalysisConfig,
  metric: { readonly parts: Readonly<Record<string, string>> },
  {
    side,
    scope,
    window,
    dialect,
  }: { readonly side: Side; readonly scope: Scope; readonly window: TimeWindow; readonly dialect: QueryDialect },
): Readonly<Record<string, string>> {
  const context = {
    scope: config.scopes[side],
    variables: config.variables,
    values: scope,
    stepMs: config.stepMs,
    windowMs: Math.max(window.stepMs, window.endMs - window.startMs),
    // Every step of the window, each of which ends at its evaluation time.
    startMs: window.startMs - window.stepMs,
    stopMs: window.startMs + (sampleCount(window) - 1) * window.stepMs,
  };
  return Object.fromEntries(Object.entries(metric.parts).map(([part, template]) => [part, renderQuery(template, context, dialect)]));
}
