import { cutAt, type Stretch, without } from './stretches.ts';

/** Releases begin this many steps apart: nearer ones are almost the same data. */
const STRIDE = 30;
const MOST = 100;
/** Steps beside a replayed stretch that its profile may not see either: they are not independent of it. */
const MARGIN = 30;
const SHORTEST = 30;

export interface ReplayPlan {
  /** Steps of each release. */
  readonly length: number;
  readonly releases: readonly Stretch[];
  /** How many of them do not overlap: what they are worth as independent trials. */
  readonly disjoint: number;
}

/**
 * Which stretches of a history are taken for releases: as long as a real one, or a third of the longest stretch where the history
 * is too short for that.
 * @returns undefined when not even 30 steps can be had.
 */
export function planReplays(stretches: readonly Stretch[], wantedSteps: number): ReplayPlan | undefined {
  const lengths = stretches.map(({ start, end }) => end - start);
  const length = Math.min(wantedSteps, Math.floor(Math.max(0, ...lengths) / 3));
  if (length < Math.min(SHORTEST, wantedSteps) || length < 1) return undefined;
  const room = lengths.reduce((sum, one) => sum + Math.max(0, one - length), 0);
  const stride = Math.max(STRIDE, Math.ceil(room / MOST));
  const releases = stretches.flatMap(({ start, end }) => {
    const count = Math.max(0, Math.floor((end - start - length) / stride) + 1);
    return Array.from({ length: count }, (_, i) => ({ start: start + i * stride, end: start + i * stride + length }));
  });
  const disjoint = lengths.reduce((sum, one) => sum + Math.floor(one / length), 0);
  return { length, releases, disjoint: Math.min(disjoint, releases.length) };
}

/** The history without a release and what lies right beside it: what a profile may be learnt from that is to judge it. */
export function heldOut(stretches: readonly Stretch[], { start, end }: Stretch): Stretch[] {
  return without(stretches, { start: start - MARGIN, end: end + MARGIN });
}

/** The whole history in its stretches between known changes. @param changes steps with which something new begins. */
export function stretchesOf(steps: number, changes: readonly number[]): Stretch[] {
  return cutAt({ start: 0, end: steps }, changes);
}
