import type { Json } from '../model/json.ts';
import type { AnswerPair } from './answer-pair.ts';
import type { Compared, Difference } from './comparator.ts';
import { comparedFlaw } from './compared-flaw.ts';
import type { ComparisonPlan, PlannedComparator } from './comparison-plan.ts';
import { partAt } from './json-pointer.ts';
import { PairError } from './pair-error.ts';
import type { ComparatorResult, PairResult } from './pair-result.ts';

type Failure = NonNullable<ComparatorResult['error']>;

/** The compared part is in none of the answers: nothing to compare, and nobody's fault. */
export const NOT_THERE = 'NOT_THERE';
/** Of what went wrong with the second control's answer, which the candidate does not answer for. */
export const SECOND_CONTROL_PREFIX = 'SECOND_CONTROL_';
/** Of what could not be compared even with itself: the control's answer, which the candidate does not answer for. */
export const CONTROL_PREFIX = 'CONTROL_';

const COMPARATOR_FAILED = 'COMPARATOR_FAILED';
const NONE: readonly Difference[] = [];
const ALIKE: Compared = { differences: NONE };
const MISSING: Compared = { similarity: 0, differences: [{ field: '', type: 'missing' }] };
const EXTRA: Compared = { similarity: 0, differences: [{ field: '', type: 'extra' }] };

/**
 * Compares the candidate's answer with the control's by every comparator of the plan, and drops the differences in fields in which
 * the second control, if there is one, differs from the control as well. A part that one of the answers lacks is a difference.
 * Never throws: what a comparator cannot compare, or fails at, is an error of its result.
 */
export function comparePair({ comparators }: ComparisonPlan, pair: AnswerPair): PairResult {
  const results: ComparatorResult[] = [];
  let isDivergent = false;
  let isNoisy = false;
  for (const comparator of comparators) {
    const result = comparatorResult(comparator, pair);
    results.push(result);
    if (!comparator.counts) continue;
    if (result.own.length > 0) isDivergent = true;
    if (result.noiseOwn.length > 0) isNoisy = true;
  }
  // Of either side's differences alike: otherwise noise would be dropped where divergence is counted.
  const isError = !isDivergent && !isNoisy && isUndecided(comparators, results);
  return { results, isError, isDivergent, hasNoise: pair.secondControl !== undefined, isNoisy };
}

function comparatorResult(comparator: PlannedComparator, pair: AnswerPair): ComparatorResult {
  const { name, part } = comparator;
  const control = partAt(pair.control, part);
  const candidate = partAt(pair.candidate, part);
  const hasNoise = pair.secondControl !== undefined;
  const second = hasNoise ? partAt(pair.secondControl, part) : undefined;
  if (control === undefined && candidate === undefined && second === undefined) return failed(name, nothingThere(name));

  const compared = compareParts(comparator, control, candidate);
  if (isFailure(compared))
    return failed(name, isControlsFault(comparator, control, compared) ? { ...compared, code: CONTROL_PREFIX + compared.code } : compared);
  if (!hasNoise) return { comparator: name, compared, own: compared.differences, noiseOwn: NONE };
  const noise = compareParts(comparator, control, second);
  if (isFailure(noise)) return failed(name, { ...noise, code: SECOND_CONTROL_PREFIX + noise.code });
  return {
    comparator: name,
    compared,
    noise,
    own: outsideFieldsOf(noise.differences, compared.differences),
    noiseOwn: outsideFieldsOf(compared.differences, noise.differences),
  };
}

function compareParts({ name, compare }: PlannedComparator, control: Json | undefined, other: Json | undefined): Compared | Failure {
  if (control === undefined) return other === undefined ? ALIKE : EXTRA;
  if (other === undefined) return MISSING;
  try {
    const compared = compare(control, other);
    const flaw = comparedFlaw(compared);
    return flaw === undefined ? compared : { code: COMPARATOR_FAILED, message: `comparator ${name} ${flaw}` };
  } catch (error) {
    if (error instanceof PairError) return { code: error.code, message: error.message };
    // Its message may hold a text of an answer.
    return { code: COMPARATOR_FAILED, message: `comparator ${name} threw ${error instanceof TypeError ? 'a TypeError' : 'an error'}` };
  }
}

/** A comparator that is broken fails at anything, and says nothing of the control. */
function isControlsFault({ compare }: PlannedComparator, control: Json | undefined, { code }: Failure): boolean {
  if (control === undefined || code === COMPARATOR_FAILED) return false;
  try {
    compare(control, control);
    return false;
  } catch (error) {
    return error instanceof PairError;
  }
}

/** The differences in fields in which the others are none. */
function outsideFieldsOf(others: readonly Difference[], differences: readonly Difference[]): readonly Difference[] {
  if (differences.length === 0 || others.length === 0) return differences;
  const fields = new Set(others.map(({ field }) => field));
  return differences.filter(({ field }) => !fields.has(field));
}

/**
 * Nobody can say whether a pair in which no difference was found diverged when a comparator that counts failed on it, or all of them had
 * nothing to compare. Where none counts, all do.
 */
function isUndecided(comparators: readonly PlannedComparator[], results: readonly ComparatorResult[]): boolean {
  let hasCompared = false;
  let hasFailed = false;
  let counting = 0;
  for (let i = 0; i < results.length; i++) {
    if (!comparators[i]!.counts) continue;
    counting++;
    const { error } = results[i]!;
    if (error === undefined) hasCompared = true;
    else if (error.code !== NOT_THERE) hasFailed = true;
  }
  if (counting === 0) return results.every(({ error }) => error !== undefined);
  return hasFailed || !hasCompared;
}

function isFailure(result: Compared | Failure): result is Failure {
  return !('differences' in result);
}

function nothingThere(name: string): Failure {
  return { code: NOT_THERE, message: `none of the answers has the part that comparator ${name} compares` };
}

function failed(comparator: string, error: Failure): ComparatorResult {
  return { comparator, error, own: NONE, noiseOwn: NONE };
}
