import { listAt, numberAt, objectAt, recordAt, textAt } from '../../kayenta/json-fields.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import type { RequestDocument } from './execution.ts';
import { isoInstant } from './iso-instant.ts';

const MINUTE_MS = 60_000;
const DEFAULT_STEP_S = 60;
/** Judgements of one analysis: one every five minutes for a day and a half, and some. */
const MOST_JUDGEMENTS = 500;

/** One judgement of an analysis: what is compared in it, and from when on it can be. */
export interface PlannedJudgement {
  /** The `scopes` of the canary that is run for it. */
  readonly scopes: Readonly<Record<string, { readonly controlScope: RequestDocument; readonly experimentScope: RequestDocument }>>;
  /** Unix milliseconds; absent: at once. */
  readonly notBeforeMs?: number;
}

export interface StandalonePlan {
  /** In their order, 1 or more. */
  readonly judgements: readonly PlannedJudgement[];
  /** Whether it waits before its first interval begins. */
  readonly hasWarmup: boolean;
}

/**
 * When a standalone analysis judges, and what: windows that grow from the start, or, with a lookback, that slide. With an end time
 * everything is in the past and judged at once, one after another; otherwise each judgement waits until its window has passed.
 *
 * @param nowMs the start where the request names none, Unix milliseconds.
 * @throws {KayentaRefusal} the request says no such plan.
 */
export function planStandalone(request: RequestDocument, nowMs: number): StandalonePlan {
  const scopes = (listAt(request.scopes, 'scopes') ?? []).map((scope, i) => objectAt(scope, `scopes[${i}]`));
  const [first] = scopes;
  if (first === undefined) throw new KayentaRefusal('Canary stage configuration must contain at least one scope.');
  const startMs = instantAt(first.startTimeIso, 'startTimeIso') ?? nowMs;
  const endMs = instantAt(first.endTimeIso, 'endTimeIso');
  const lifetime = endMs === undefined ? minutesAt(request, 'lifetimeDurationMins') : Math.floor((endMs - startMs) / MINUTE_MS);
  if (lifetime === undefined) throw new KayentaRefusal('Canary stage configuration must include either `endTime` or `lifetimeDuration`.');
  if (lifetime < 1) throw new KayentaRefusal(`The lifetime of the analysis must be at least a minute, not ${lifetime} minutes.`);
  const asked = minutesAt(request, 'analysisIntervalMins') ?? lifetime;
  const interval = asked === 0 || asked > lifetime ? lifetime : asked;
  const count = Math.floor(lifetime / interval);
  if (count > MOST_JUDGEMENTS) throw new KayentaRefusal(`The analysis has ${count} judgements, ${MOST_JUDGEMENTS} are the most.`);
  const isPast = endMs !== undefined;
  const warmup = minutesAt(request, 'beginAfterMins') ?? 0;
  const lookback = minutesAt(request, 'lookbackMins') ?? 0;

  const judgements = Array.from({ length: count }, (_, i): PlannedJudgement => {
    const shiftMs = isPast ? 0 : warmup * MINUTE_MS;
    const toMs = startMs + (i + 1) * interval * MINUTE_MS + shiftMs;
    const fromMs = lookback > 0 ? toMs - lookback * MINUTE_MS : startMs + shiftMs;
    return {
      scopes: Object.fromEntries(scopes.map((scope, n) => scopePair(scope, { at: `scopes[${n}]`, fromMs, toMs }))),
      ...(!isPast && { notBeforeMs: toMs }),
    };
  });
  return { judgements, hasWarmup: !isPast && warmup > 0 };
}

function scopePair(
  scope: RequestDocument,
  { at, fromMs, toMs }: { readonly at: string; readonly fromMs: number; readonly toMs: number },
): [string, PlannedJudgement['scopes'][string]] {
  const offsetMs = (minutesAt(scope, 'controlOffsetInMinutes') ?? 0) * MINUTE_MS;
  const step = numberAt(scope.step, `${at}.step`) ?? DEFAULT_STEP_S;
  const params = recordAt(scope.extendedScopeParams, `${at}.extendedScopeParams`, textAt);
  const side = (name: 'control' | 'experiment', shiftMs: number): RequestDocument => {
    const [of, location] = [textAt(scope[`${name}Scope`], `${at}.${name}Scope`), textAt(scope[`${name}Location`], `${at}.${name}Location`)];
    return {
      ...(of !== undefined && { scope: of }),
      ...(location !== undefined && { location }),
      start: isoInstant(fromMs - shiftMs),
      end: isoInstant(toMs - shiftMs),
      step,
      ...(params && { extendedScopeParams: params }),
    };
  };
  return [
    textAt(scope.scopeName, `${at}.scopeName`) ?? 'default',
    { controlScope: side('control', offsetMs), experimentScope: side('experiment', 0) },
  ];
}

const LONGEST_MINUTES = 366 * 24 * 60;

function minutesAt(of: RequestDocument, key: string): number | undefined {
  const minutes = numberAt(of[key], key);
  if (minutes === undefined) return undefined;
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > LONGEST_MINUTES)
    throw new KayentaRefusal(`${key} must be a whole number of minutes from 0 to ${LONGEST_MINUTES}, not ${minutes}.`);
  return minutes;
}

function instantAt(value: unknown, at: string): number | undefined {
  const text = textAt(value, at);
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new KayentaRefusal(`${at} must be an instant such as 2026-01-31T08:00:00Z, not ${JSON.stringify(text.slice(0, 80))}.`);
  return ms;
}
