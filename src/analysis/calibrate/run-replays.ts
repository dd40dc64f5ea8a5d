import { setImmediate as breathe } from 'node:timers/promises';
import { errorLevels } from '../../judging/error-levels.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { AnalysisConfig, MetricConfig } from '../../model/config.ts';
import type { Classification } from '../../model/judgement.ts';
import type { MetricRecord } from '../../model/metric-record.ts';
import type { NoiseChoice } from '../../model/noise-profile.ts';
import { addHarm } from './add-harm.ts';
import { planReplays } from './plan-replays.ts';
import { type Release, replayRelease, stepsOfRelease } from './replay-release.ts';
import { FOUND_SHARE, HARMS, type MetricReplay, medianOrNever, type ReplayReport, rateOf } from './replay-report.ts';
import type { Stretch } from './stretches.ts';

export interface ReplayRequest {
  /** With the metrics that have data only. */
  readonly config: AnalysisConfig;
  readonly judges: JudgeRegistry;
  readonly records: readonly MetricRecord[];
  readonly firstMs: number;
  readonly stretches: readonly Stretch[];
  /** What is known of the noise without that release. */
  readonly profilesWithout: (release: Stretch) => readonly NoiseChoice[];
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Takes the history for harmless releases and judges each as the program would have, look by look; then the same with harm put into
 * one metric at a time.
 * @returns undefined when the history is too short for any release. @throws the signal's reason.
 */
export async function runReplays(request: ReplayRequest): Promise<ReplayReport | undefined> {
  const { config, judges, records, firstMs, stretches, onProgress, signal } = request;
  const wanted = stepsOfRelease(config);
  const plan = planReplays(stretches, wanted);
  if (plan === undefined) return undefined;
  const { disjoint } = plan;
  const releases = plan.releases.map((stretch): Release => {
    return { config, judges, records, firstMs, stretch, noiseProfiles: request.profilesWithout(stretch) };
  });
  let done = 0;
  const total = releases.length * (1 + config.metrics.length);
  const step = async (by = 1): Promise<void> => {
    signal.throwIfAborted();
    done += by;
    onProgress(Math.min(done, total), total);
    await breathe();
  };

  const endings: Ending[] = [];
  for (const release of releases) {
    endings.push(endingOf(release));
    await step();
  }
  const metrics: Record<string, MetricReplay> = {};
  for (const metric of config.metrics) {
    const count = (is: (ending: Ending) => boolean) => rateOf(endings.filter(is).length, endings.length, disjoint);
    metrics[metric.name] = {
      falseAlarms: count(({ alarmed }) => alarmed.has(metric.name)),
      proven: count(({ passed }) => passed.has(metric.name)),
      ...(await smallestHarm(metric, releases, () => step(0))),
    };
    await step(releases.length);
  }
  const count = (end: Ending['end']) => rateOf(endings.filter((ending) => ending.end === end).length, endings.length, disjoint);
  return {
    releases: releases.length,
    disjoint,
    stepsOfRelease: plan.length,
    shortened: plan.length < wanted,
    withProfiles: releases.filter(({ noiseProfiles }) => noiseProfiles.some(({ profile }) => profile !== undefined)).length,
    falseRollbacks: count('rollback'),
    promoted: count('promote'),
    undecided: count('undecided'),
    medianPromoteMs: medianOrNever(endings.map(({ end, elapsedMs }) => (end === 'promote' ? elapsedMs : undefined))),
    metrics,
  };
}

interface Ending {
  readonly end: 'promote' | 'rollback' | 'undecided';
  readonly elapsedMs: number;
  /** Metrics once called harmful, and once proven harmless. */
  readonly alarmed: ReadonlySet<string>;
  readonly passed: ReadonlySet<string>;
}

const isHarm = (classification: Classification): boolean => classification === 'high' || classification === 'low';

/** How a release ends. A rollback for want of a proof at the deadline is `undecided`: no metric was called harmful. */
function endingOf(release: Release): Ending {
  const alarmed = new Set<string>();
  const passed = new Set<string>();
  let end: Ending['end'] = 'undecided';
  let elapsedMs = 0;
  for (const look of replayRelease(release)) {
    elapsedMs = look.elapsedMs;
    for (const { name, classification } of look.decision.metrics) {
      if (isHarm(classification)) alarmed.add(name);
      if (classification === 'pass') passed.add(name);
    }
    const { verdict, metrics } = look.decision;
    if (verdict === 'promote') end = 'promote';
    if (verdict === 'rollback' && metrics.some(({ critical, classification }) => critical && isHarm(classification))) end = 'rollback';
  }
  return { end, elapsedMs, alarmed, passed };
}

/** By halving: what is found when small is found when large. */
async function smallestHarm(
  metric: MetricConfig,
  releases: readonly Release[],
  pause: () => Promise<void>,
): Promise<Pick<MetricReplay, 'smallestHarm' | 'noHarm'>> {
  const none = withoutHarm(metric);
  if (none !== undefined) return { smallestHarm: null, noHarm: none };
  let low = 0;
  let high: number = HARMS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await isFound(metric, releases, HARMS[middle]!, pause)) high = middle;
    else low = middle + 1;
  }
  return { smallestHarm: HARMS[low] ?? null };
}

function withoutHarm({ kind, direction }: MetricConfig): string | undefined {
  if (kind === 'histogram') return 'its buckets do not say where in them the requests lie';
  return kind === 'ratio' && direction === 'decrease' ? 'less of its bad events cannot be made up' : undefined;
}

/** Whether a harm is found in enough of the releases; stops as soon as that is known. */
async function isFound(metric: MetricConfig, releases: readonly Release[], harm: number, pause: () => Promise<void>): Promise<boolean> {
  const needed = Math.ceil(FOUND_SHARE * releases.length);
  let found = 0;
  for (const [index, release] of releases.entries()) {
    if (isFoundIn(metric, release, harm)) found++;
    await pause();
    if (found >= needed) return true;
    if (found + releases.length - index - 1 < needed) return false;
  }
  return false;
}

/** The metric alone, at the same error level that it has beside the others. */
function isFoundIn(metric: MetricConfig, release: Release, harm: number): boolean {
  const alone = {
    ...release.config,
    metrics: [{ ...metric, critical: true, required: true, muted: false }],
    groups: [{ name: metric.group, weight: 100 }],
    alpha: errorLevels(release.config).get(metric.name)!,
  };
  const records = release.records.flatMap((record): MetricRecord[] => {
    if (record.metric !== metric.name || record.outcome.kind === 'failure') return [];
    const data = addHarm(record.outcome.data, metric.direction, harm);
    return data === undefined ? [] : [{ ...record, outcome: { kind: 'data', data } }];
  });
  for (const { decision } of replayRelease({ ...release, config: alone, records }))
    if (decision.metrics.some(({ classification }) => isHarm(classification))) return true;
  return false;
}
