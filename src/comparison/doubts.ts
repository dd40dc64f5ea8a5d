import type { ComparisonConfig } from '../model/comparison-config.ts';
import { formatDuration } from '../model/duration.ts';
import { OTHER, type StepTally, type Timed } from './tally.ts';

/** What speaks for or against a comparison as such, gathered over its steps. */
export interface Credibility {
  add(step: Timed<StepTally>): void;
  /**
   * Why nothing may be promoted by what was measured, a clause each; empty when nothing speaks against it.
   * @param range of the steps that could be there: the start of the first, the end of the last.
   */
  doubts(range: { readonly fromMs: number; readonly toMs: number }): Doubts;
}

export interface Doubts {
  /** Of the comparison as a whole. */
  readonly all: readonly string[];
  /** Of its divergence alone. */
  readonly divergence: readonly string[];
}

/** A heartbeat may be late, and one may be lost. */
const HEARTBEATS_MISSED = 3;
/** Pairs may stay away for so many steps, and for so much of the run: there are nights. */
const SILENT_STEPS = 10;
const SILENT_SHARE = 0.1;
/** A version that fewer pairs of a side have is a straggler. */
const STRAGGLERS = 0.01;

export function credibility({ heartbeat, suspiciousZero }: Pick<ComparisonConfig, 'heartbeat' | 'suspiciousZero'>): Credibility {
  let [pairs, divergent, right, wrong] = [0, 0, 0, 0];
  let lastHeartbeatMs: number | undefined;
  let lastPairMs: number | undefined;
  let longestStepMs = 0;
  const versions = { control: new Map<string, number>(), candidate: new Map<string, number>() };

  return {
    add({ startMs, lengthMs, tally }) {
      pairs += tally.pairs;
      divergent += tally.divergent;
      right += tally.heartbeats.right;
      wrong += tally.heartbeats.wrong;
      if (tally.pairs > 0) lastPairMs = Math.max(lastPairMs ?? -Infinity, startMs + lengthMs);
      longestStepMs = Math.max(longestStepMs, lengthMs);
      if (tally.heartbeats.right + tally.heartbeats.wrong > 0) lastHeartbeatMs = Math.max(lastHeartbeatMs ?? -Infinity, startMs + lengthMs);
      for (const side of ['control', 'candidate'] as const)
        for (const [version, count] of Object.entries(tally.versions[side]))
          versions[side].set(version, (versions[side].get(version) ?? 0) + count);
    },
    doubts: ({ fromMs, toMs }) => ({
      all: [...silenceDoubts(fromMs, toMs), ...heartbeatDoubts(fromMs, toMs), ...versionDoubts()],
      divergence: zeroDoubts(),
    }),
  };

  /** Before the first pair there is nothing to doubt. */
  function silenceDoubts(fromMs: number, toMs: number): string[] {
    if (lastPairMs === undefined) return [];
    const silentMs = toMs - lastPairMs;
    if (silentMs <= Math.max(SILENT_STEPS * longestStepMs, SILENT_SHARE * (toMs - fromMs))) return [];
    return [`no pair has come for ${formatDuration(silentMs)}: what was measured is of before`];
  }

  function heartbeatDoubts(fromMs: number, toMs: number): string[] {
    if (heartbeat === undefined) return [];
    const { prefix, everyMs, expect } = heartbeat;
    const doubts: string[] = [];
    const silentMs = toMs - (lastHeartbeatMs ?? fromMs);
    if (silentMs > HEARTBEATS_MISSED * everyMs)
      doubts.push(
        `no heartbeat (${prefix}...) has come for ${formatDuration(silentMs)}, where one every ${formatDuration(everyMs)} is promised: pairs may not arrive`,
      );
    if (wrong > 0)
      doubts.push(
        `${wrong} of ${right + wrong} heartbeats (${prefix}...) did not ${expect}, as they are known to: what is compared is not what it should be`,
      );
    return doubts;
  }

  function versionDoubts(): string[] {
    const share = (side: 'control' | 'candidate', version: string): number => {
      let all = 0;
      for (const count of versions[side].values()) all += count;
      return (versions[side].get(version) ?? 0) / all;
    };
    return [...versions.candidate.keys()]
      .filter((version) => version !== OTHER && share('candidate', version) >= STRAGGLERS && share('control', version) >= STRAGGLERS)
      .map((version) => `both sides are of version ${JSON.stringify(version)}: the model is compared with itself`);
  }

  function zeroDoubts(): string[] {
    const isProvenSeen = heartbeat?.expect === 'diverge' && right > 0;
    if (suspiciousZero === undefined || pairs < suspiciousZero || divergent > 0 || isProvenSeen) return [];
    return [
      `not one of ${pairs} pairs diverged, which is suspicious (suspiciousZero ${suspiciousZero}): a heartbeat that is known to diverge would prove that a divergence is seen`,
    ];
  }
}
