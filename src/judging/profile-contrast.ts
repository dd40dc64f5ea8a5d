import type { MetricConfig } from '../model/config.ts';
import type { PairData } from '../model/metric-data.ts';
import type { ContrastScale } from './contrast.ts';
import { type GaugeContrastChoice, gaugeContrast, scaleOf } from './gauge-contrast.ts';
import { prepare } from './prepare.ts';

const CHOICES: readonly unknown[] = ['auto', 'logRatio', 'relative', 'difference'] satisfies readonly GaugeContrastChoice[];
const OF_SCALE = { logRatio: 'logRatio', relative: 'relative', absolute: 'difference', probability: 'auto' } as const satisfies Record<
  ContrastScale,
  GaugeContrastChoice
>;

/** Why a noise profile is of no use to a metric, a clause; undefined for a metric whose judge works with one. */
export function withoutProfileBecause({ kind, judge, pairBy }: MetricConfig): string | undefined {
  if (kind === 'histogram') return 'a histogram is judged by several contrasts at once, and each would need a profile of its own';
  if (kind !== 'gauge') return 'its events carry their own noise: the judge measures it in the run';
  if (!CHOICES.includes(judge.parameters.contrast)) return `the judge ${judge.name} does not compare step by step`;
  if (pairBy.length > 0) return 'it is paired by labels, and the pairs of the history are not those of a release';
  return undefined;
}

/**
 * The contrast that a metric's judge would make of each part of a history, all on one scale: that which the whole history allows.
 * @throws {RangeError} the metric has no profile (see withoutProfileBecause), or its tolerance has not the part its contrast needs.
 */
export function profileContrasts(
  metric: MetricConfig,
  parts: readonly PairData<'gauge'>[],
): { readonly scale: ContrastScale; readonly values: readonly Float64Array[] } | { readonly refusal: string } {
  const refused = withoutProfileBecause(metric);
  if (refused !== undefined) throw new RangeError(`${metric.name}: ${refused}`);
  const prepared = parts.map((part) => prepare(metric, part) as PairData<'gauge'>);
  const { tolerance, direction } = metric;
  const choice = metric.judge.parameters.contrast as GaugeContrastChoice;
  const scales = prepared.map(({ control, candidate }) =>
    scaleOf({ choice, tolerance, control: control.values, candidate: candidate.values }),
  );
  const scale = scales.find((one) => one !== 'logRatio') ?? 'logRatio';
  const values: Float64Array[] = [];
  for (const { control, candidate } of prepared) {
    const made = gaugeContrast({ choice: OF_SCALE[scale], direction, tolerance, control: control.values, candidate: candidate.values });
    if ('refusal' in made) return made;
    values.push(made.values);
  }
  return { scale, values };
}
