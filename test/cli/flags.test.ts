import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { momentFlag, momentMs, scopeFlag, urlFlag } from '../../src/cli/flags.ts';

describe('a scope', () => {
  const cases: readonly { readonly text: string; readonly scope: object }[] = [
    { text: 'version=v1', scope: { version: 'v1' } },
    { text: 'version=v1,zone=eu', scope: { version: 'v1', zone: 'eu' } },
    { text: ' version=v1, zone=eu ', scope: { version: 'v1', zone: 'eu' } },
    { text: 'q=a=b', scope: { q: 'a=b' } },
    { text: 'empty=', scope: { empty: '' } },
  ];
  for (const { text, scope } of cases) it(JSON.stringify(text), () => assert.deepEqual(scopeFlag(text), scope));
  it('given again adds to it', () => assert.deepEqual(scopeFlag('b=2', scopeFlag('a=1')), { a: '1', b: '2' }));
  it('given again with the same name is refused', () => assert.throws(() => scopeFlag('a=2', scopeFlag('a=1')), /a is given twice/));
});

describe('a moment', () => {
  const NOW = Date.UTC(2026, 0, 31, 8);
  const cases: readonly { readonly text: string; readonly ms: number }[] = [
    { text: '2026-01-31T07:00:00Z', ms: NOW - 3_600_000 },
    { text: '2026-01-31T09:00+02:00', ms: NOW - 3_600_000 },
    { text: '2026-01-31T07:59:59.5Z', ms: NOW - 500 },
    { text: String(NOW / 1000), ms: NOW },
    { text: '1h30m', ms: NOW - 5_400_000 },
    { text: '0s', ms: NOW },
  ];
  for (const { text, ms } of cases) it(text, () => assert.equal(momentMs(momentFlag(text), NOW), ms));
});

describe('an address', () => {
  it('loses a trailing slash', () => assert.equal(urlFlag('http://h:9090/'), 'http://h:9090'));
  it('keeps a path', () => assert.equal(urlFlag('https://h/prometheus/'), 'https://h/prometheus'));
});
