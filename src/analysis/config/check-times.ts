import { validate } from 'node-cron';
import type { ConfigDocument } from '../../model/config-document.ts';
import { formatDuration, parseDuration } from '../../model/duration.ts';
import type { Problem } from './problem.ts';
import { DEFAULT_MIN_SAMPLES } from './resolve-metric.ts';
import { resolveTimes } from './resolve-times.ts';

/** Points of one series that one analysis may ask for: ten times what Prometheus gives in one reply. */
const MAX_STEPS = 110_000;

/** Whether the durations fit one another: step, interval, warm-up, least duration, deadline. */
export function checkTimes(spec: ConfigDocument['spec']): readonly Problem[] {
  const tooLong = durationsOf(spec).filter(({ text }) => !Number.isSafeInteger(parseDuration(text)));
  if (tooLong.length > 0)
    return tooLong.map(({ path, text }) => ({ path, message: 'is too long', value: text, expected: 'a duration below 2^53 ms' }));

  const { stepMs, warmUpMs, cadence, minDurationMs, maxDurationMs } = resolveTimes(spec);
  const problems: Problem[] = [];
  const [step, min, max] = [stepMs, minDurationMs, maxDurationMs].map(formatDuration);
  const add = (path: readonly string[], message: string, { value, expected }: Pick<Problem, 'value' | 'expected'>): void => {
    problems.push({ path: ['spec', ...path], message, ...(value !== undefined && { value }), ...(expected !== undefined && { expected }) });
  };

  if (stepMs === 0) {
    add(['window', 'step'], 'is nothing', { value: spec.window?.step, expected: 'a duration above 0' });
    return problems;
  }
  if (spec.schedule !== undefined) {
    if (spec.interval !== undefined)
      add(['schedule'], 'stands beside interval', { value: spec.schedule, expected: 'interval or schedule' });
    if (!validate(spec.schedule))
      add(['schedule'], 'is no cron expression', { value: spec.schedule, expected: 'a cron expression such as */5 * * * *' });
  }
  if (cadence.kind === 'interval' && cadence.intervalMs < stepMs)
    add(['interval'], `is shorter than the step ${step}: to look more often than steps are added tells nothing new`, {
      value: spec.interval,
      expected: `at least ${step}`,
    });
  if (minDurationMs > maxDurationMs) add(['duration', 'min'], `is longer than max ${max}`, { value: min, expected: `at most ${max}` });
  if (maxDurationMs < stepMs) add(['duration', 'max'], `is shorter than one step ${step}`, { value: max, expected: `at least ${step}` });
  else if (maxDurationMs / stepMs > MAX_STEPS)
    add(['window', 'step'], `makes ${Math.ceil(maxDurationMs / stepMs)} steps of duration.max ${max}; at most ${MAX_STEPS} are possible`, {
      value: step,
      expected: `at least ${formatDuration(Math.ceil(maxDurationMs / MAX_STEPS))}`,
    });
  if (warmUpMs >= maxDurationMs)
    add(['window', 'warmUp'], `leaves nothing of duration.max ${max}`, { value: spec.window?.warmUp, expected: `less than ${max}` });
  else problems.push(...checkSamples(spec, Math.floor((maxDurationMs - warmUpMs) / stepMs)));
  if (spec.rollbackOnNoData !== undefined && parseDuration(spec.rollbackOnNoData) < stepMs)
    add(['rollbackOnNoData'], `is shorter than the step ${step}`, { value: spec.rollbackOnNoData, expected: `at least ${step}` });
  return problems;
}

function checkSamples({ metrics }: ConfigDocument['spec'], steps: number): readonly Problem[] {
  return metrics.flatMap(({ muted = false, required = !muted, minSamples = DEFAULT_MIN_SAMPLES }, index): Problem[] => {
    if (!required || minSamples <= steps) return [];
    const message = `${minSamples} can never be reached: the deadline is after ${steps} steps`;
    return [
      {
        path: ['spec', 'metrics', index, 'minSamples'],
        message,
        value: minSamples,
        expected: `at most ${steps}, or a longer duration.max`,
      },
    ];
  });
}

function durationsOf(spec: ConfigDocument['spec']): readonly { readonly path: readonly string[]; readonly text: string }[] {
  const written: readonly (readonly [readonly string[], string | undefined])[] = [
    [['spec', 'window', 'step'], spec.window?.step],
    [['spec', 'window', 'delay'], spec.window?.delay],
    [['spec', 'window', 'warmUp'], spec.window?.warmUp],
    [['spec', 'interval'], spec.interval],
    [['spec', 'duration', 'min'], spec.duration?.min],
    [['spec', 'duration', 'max'], spec.duration?.max],
    [['spec', 'rollbackOnNoData'], spec.rollbackOnNoData],
  ];
  return written.flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]));
}
