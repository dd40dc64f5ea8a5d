import type { CanaryScope, CanaryScopes } from './canary-config.ts';
import { numberAt, objectAt, recordAt, textAt } from './json-fields.ts';
import { KayentaRefusal } from './refusal.ts';

/** RFC 3339 with its zone; Java's instants may leave the seconds out and have up to nine decimals. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** The `scopes` of an execution request; absent is none. @throws {KayentaRefusal} a side is missing, or not from a start to a later end. */
export function parseCanaryScopes(json: unknown): CanaryScopes {
  const named = recordAt(json, 'scopes', (value, at) => {
    const { controlScope, experimentScope } = objectAt(value, at);
    if (controlScope == null || experimentScope == null) {
      const name = at.slice('scopes.'.length);
      throw new KayentaRefusal(`Canary scope for named scope ${name} is missing experimentScope or controlScope keys`);
    }
    return {
      controlScope: parseCanaryScope(controlScope, `${at}.controlScope`),
      experimentScope: parseCanaryScope(experimentScope, `${at}.experimentScope`),
    };
  });
  return named ?? {};
}

/** One scope: `{scope, location, start, end, step, extendedScopeParams}`, step in whole seconds. @throws {KayentaRefusal} */
export function parseCanaryScope(json: unknown, at: string): CanaryScope {
  const all = objectAt(json, at);
  const startMs = instantAt(all.start, `${at}.start`);
  const endMs = instantAt(all.end, `${at}.end`);
  if (endMs <= startMs) throw new KayentaRefusal(`${at}: the end ${String(all.end)} must be after the start ${String(all.start)}.`);
  const step = numberAt(all.step, `${at}.step`);
  if (step === undefined || !Number.isSafeInteger(step * 1000) || !Number.isInteger(step) || step < 1)
    throw new KayentaRefusal(`${at}.step must be a whole number of seconds, at least 1, not ${step ?? 'absent'}.`);
  const scope = textAt(all.scope, `${at}.scope`);
  const location = textAt(all.location, `${at}.location`);
  const extendedScopeParams = recordAt(all.extendedScopeParams, `${at}.extendedScopeParams`, textAt);
  return {
    ...(scope !== undefined && { scope }),
    ...(location !== undefined && { location }),
    startMs,
    endMs,
    stepMs: step * 1000,
    ...(extendedScopeParams && { extendedScopeParams }),
  };
}

function instantAt(value: unknown, at: string): number {
  const text = textAt(value, at);
  if (text === undefined) throw new KayentaRefusal(`${at} is required.`);
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new KayentaRefusal(`${at} must be an instant such as 2026-01-31T08:00:00Z, not ${JSON.stringify(text.slice(0, 80))}.`);
  return ms;
}
