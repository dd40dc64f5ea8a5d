import { InvalidArgumentError } from 'commander';

import type { Scope } from '../model/analysis.ts';
import { parseDuration } from '../model/duration.ts';

/*
 * Values of flags. Each throws commander's InvalidArgumentError, which names the flag and the value itself.
 */

/** `k=v` or `k=v,k=v`; given again it adds to what was given before. */
export function scopeFlag(text: string, before: Scope = {}): Scope {
  const scope: Record<string, string> = { ...before };
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const key = pair.slice(0, at).trim();
    if (at < 1 || key === '') throw new InvalidArgumentError(`${JSON.stringify(pair)} is not key=value`);
    if (Object.hasOwn(scope, key)) throw new InvalidArgumentError(`${key} is given twice`);
    scope[key] = pair.slice(at + 1).trim();
  }
  return scope;
}

/** A duration such as `5m`, in milliseconds. */
export function durationFlag(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** A moment: RFC 3339 with its zone, whole Unix seconds, or a duration that lies back from now. */
export type Moment = { readonly kind: 'at'; readonly ms: number } | { readonly kind: 'ago'; readonly ms: number };

export function momentFlag(text: string): Moment {
  if (/^\d{9,10}$/.test(text)) return { kind: 'at', ms: Number(text) * 1000 };
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const ms = Date.parse(text);
    if (!Number.isNaN(ms)) return { kind: 'at', ms };
  }
  try {
    return { kind: 'ago', ms: parseDuration(text) };
  } catch {
    throw new InvalidArgumentError('a time is 2026-01-31T08:00:00Z, Unix seconds such as 1769846400, or how long ago such as 2h');
  }
}

export function momentMs(moment: Moment, nowMs: number): number {
  return moment.kind === 'at' ? moment.ms : nowMs - moment.ms;
}

/** `name=value`, the value as JSON where it is JSON, else as text; given again it adds to what was given before. */
export function parameterFlag(text: string, before: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('not name=value');
  const name = text.slice(0, at);
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice`);
  return { ...before, [name]: jsonOrText(text.slice(at + 1)) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A whole number >= 1. */
export function countFlag(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('not a whole number from 1 on');
  return value;
}

/** An http or https address; a path is kept, a trailing slash is not. User names and passwords are refused: they would show in the process list. */
export function urlFlag(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError('not an address such as http://127.0.0.1:9090');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new InvalidArgumentError('the address must begin with http:// or https://');
  if (url.username !== '' || url.password !== '')
    throw new InvalidArgumentError('an address with a password shows in the process list; put it in the settings file');
  return url.href.replace(/\/+$/, '');
}
