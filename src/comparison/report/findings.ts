import { countText, percentText } from '../number-text.ts';
import { shortText } from '../short-text.ts';
import type { PopulationFeature } from '../systematic/population.ts';
import { OTHER, type StepTally, type Timed } from '../tally.ts';
import type { Finding } from './divergence-report.ts';
import type { ReportInput } from './report-input.ts';

/** A side that leaves out more of the requests than this is not answering: what it would have said there nobody knows. */
const MOST_UNMATCHED = 0.01;
/** So with pairs that no comparator can compare. */
const MOST_ERRORS = 0.01;
/** Fewer pairs of a version are of a deployment that was about to end. */
const STRAGGLERS = 0.01;
/** A heartbeat that is late by this many times its distance is missing. */
const LATE = 3;

/** What makes the figures doubtful, whatever they are. @param total of all steps. */
export function findingsOf(
  { comparison, steps }: Pick<ReportInput, 'comparison' | 'steps'>,
  total: StepTally,
  population: readonly PopulationFeature[],
): readonly Finding[] {
  const found: (Finding | undefined)[] = [
    noPairs(total),
    suspiciousZero(comparison, total),
    sameVersion(steps),
    heartbeatMissing(comparison, steps),
    heartbeatWrong(comparison, total),
    secondControlSilent(steps),
    silent('candidate', total),
    silent('control', total),
    errors(total),
    ...population.map(({ isUnrepresentative, sentence }) =>
      isUnrepresentative ? ({ code: 'unrepresentative', sentence: `the pairs are not like all traffic: ${sentence}` } as const) : undefined,
    ),
  ];
  return found.filter((finding) => finding !== undefined);
}

type Comparison = ReportInput['comparison'];

function noPairs({ pairs }: StepTally): Finding | undefined {
  return pairs > 0 ? undefined : { code: 'no-pairs', sentence: 'no pair was compared' };
}

function suspiciousZero(
  { suspiciousZero: limit, heartbeat }: Comparison,
  { pairs, divergent, heartbeats }: StepTally,
): Finding | undefined {
  if (limit === undefined || divergent > 0 || pairs < limit) return undefined;
  if (heartbeat?.expect === 'diverge' && heartbeats.right > 0) return undefined;
  const sentence = `not one of ${countText(pairs)} pairs diverged, which is suspicious: would a divergence be seen, and is it the candidate that answers?`;
  return { code: 'suspicious-zero', sentence };
}

/** At one time: a version may well be the candidate first and the control later. */
function sameVersion(steps: readonly Timed<StepTally>[]): Finding | undefined {
  const shared = { control: new Map<string, number>(), candidate: new Map<string, number>() };
  const all = { control: 0, candidate: 0 };
  for (const { tally } of steps)
    for (const [side, other] of [
      ['control', 'candidate'],
      ['candidate', 'control'],
    ] as const)
      for (const [version, pairs] of Object.entries(tally.versions[side])) {
        all[side] += pairs;
        if (version !== OTHER && Object.hasOwn(tally.versions[other], version))
          shared[side].set(version, (shared[side].get(version) ?? 0) + pairs);
      }
  const isMore = (side: 'control' | 'candidate', version: string): boolean => (shared[side].get(version) ?? 0) >= STRAGGLERS * all[side];
  const both = [...shared.control.keys()].find((version) => isMore('control', version) && isMore('candidate', version));
  if (both === undefined) return undefined;
  return { code: 'same-version', sentence: `both sides answered as version "${shortText(both, 60)}": a model was compared with itself` };
}

function heartbeatMissing({ heartbeat }: Comparison, steps: readonly Timed<StepTally>[]): Finding | undefined {
  if (heartbeat === undefined || steps.length === 0) return undefined;
  const last = steps.at(-1)!;
  let heardMs = steps[0]!.startMs;
  let silentMs = 0;
  for (const { startMs, lengthMs, tally } of steps) {
    if (tally.heartbeats.right + tally.heartbeats.wrong === 0) continue;
    // Within a step nobody knows when: as late as can be for the silence before, as early as can be for the one after.
    silentMs = Math.max(silentMs, startMs - heardMs);
    heardMs = startMs + lengthMs;
  }
  silentMs = Math.max(silentMs, last.startMs + last.lengthMs - heardMs);
  if (silentMs <= LATE * heartbeat.everyMs) return undefined;
  const minutes = (ms: number): string => `${Math.round(ms / 6000) / 10} min`;
  const sentence = `no heartbeat came for ${minutes(silentMs)}, and one is due every ${minutes(heartbeat.everyMs)}`;
  return { code: 'heartbeat-missing', sentence };
}

function heartbeatWrong({ heartbeat }: Comparison, { heartbeats: { right, wrong } }: StepTally): Finding | undefined {
  if (wrong === 0) return undefined;
  const expected = heartbeat === undefined ? 'are known' : heartbeat.expect === 'agree' ? 'are known to agree' : 'are known to diverge';
  const sentence = `${countText(wrong)} of ${countText(right + wrong)} heartbeats, which ${expected}, came out otherwise: the comparison itself is broken`;
  return { code: 'heartbeat-wrong', sentence };
}

/** Then the rate less noise is that of less than half of the time, and may be another one in the rest. */
function secondControlSilent(steps: readonly Timed<StepTally>[]): Finding | undefined {
  const compared = steps.filter(({ tally }) => tally.pairs > 0).length;
  const heard = steps.filter(({ tally }) => tally.withNoise > 0).length;
  if (heard === 0 || 2 * heard >= compared) return undefined;
  const sentence = `the second control answered in ${countText(heard)} of ${countText(compared)} steps of time only, so that its noise is not known`;
  return { code: 'second-control-silent', sentence };
}

function silent(side: 'control' | 'candidate', { pairs, errors: failed, unmatched }: StepTally): Finding | undefined {
  // What is left waiting is the other side's answer.
  const missing = side === 'candidate' ? unmatched.control : unmatched.candidate;
  const all = pairs + countOf(failed) + missing;
  if (!(missing > MOST_UNMATCHED * all)) return undefined;
  const sentence = `the ${side} never answered ${countText(missing)} of ${countText(all)} requests (${percentText(missing / all)}), about which nothing is known`;
  return { code: `${side}-silent`, sentence };
}

function errors({ pairs, errors: failed }: StepTally): Finding | undefined {
  const count = countOf(failed);
  if (!(count > MOST_ERRORS * (pairs + count))) return undefined;
  const codes = Object.keys(failed).sort((a, b) => failed[b]! - failed[a]!);
  const sentence = `${countText(count)} of ${countText(pairs + count)} pairs (${percentText(count / (pairs + count))}) could not be compared, most by ${codes[0]}`;
  return { code: 'errors', sentence };
}

export function countOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
