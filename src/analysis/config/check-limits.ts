import type { ConfigDocument } from '../../model/config-document.ts';
import type { AnalysisLimits } from '../limits.ts';
import { SIDES } from '../metric-queries.ts';
import { metricTemplates } from './metric-templates.ts';
import type { Problem } from './problem.ts';
import { resolveTimes } from './resolve-times.ts';

/** What of a config is too large for the server, even when each of its queries gives but one series. */
export function checkLimits(spec: ConfigDocument['spec'], limits: AnalysisLimits): readonly Problem[] {
  const problems: Problem[] = [];
  const at = (path: Problem['path'], message: string, expected: string): void => void problems.push({ path, message, expected });
  const { metrics } = spec;
  if (metrics.length > limits.metrics)
    at(['spec', 'metrics'], `has ${metrics.length} metrics`, `at most ${limits.metrics} (limits.metrics of the settings)`);
  const series = SIDES.length * metrics.flatMap(metricTemplates).length;
  if (series > limits.series)
    at(['spec', 'metrics'], `asks for ${series} series or more`, `at most ${limits.series} (limits.series of the settings)`);
  const { maxDurationMs, warmUpMs, stepMs } = resolveTimes(spec);
  const points = series * Math.floor(Math.max(0, maxDurationMs - warmUpMs) / stepMs);
  // A step of 0 is refused elsewhere.
  if (stepMs > 0 && points > limits.points)
    at(
      ['spec', 'duration', 'max'],
      `asks for ${points} points or more at the deadline: ${series} series, a step each ${stepMs / 1000} s`,
      `at most ${limits.points} (limits.points of the settings)`,
    );
  return problems;
}
