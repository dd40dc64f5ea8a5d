import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, it, type TestContext } from 'node:test';
import { readAuthorization } from '../../src/http/auth/authorization.ts';
import { findCredential } from '../../src/http/auth/static-credentials.ts';
import { secretOf, someRules } from './sample-access.ts';

const encoded = (text: string): string => Buffer.from(text).toString('base64');

describe('the Authorization header', () => {
  const cases: { header: string | undefined; read: object }[] = [
    { header: undefined, read: { kind: 'none' } },
    { header: 'Bearer a.b-c_d~e+f/g==', read: { kind: 'bearer', token: 'a.b-c_d~e+f/g==' } },
    { header: 'bearer  abc ', read: { kind: 'bearer', token: 'abc' } },
    { header: `BASIC ${encoded('u:p')}`, read: { kind: 'basic', username: 'u', password: 'p' } },
    { header: `Basic ${encoded('u:p:q')}`, read: { kind: 'basic', username: 'u', password: 'p:q' } },
    { header: `Basic ${encoded(':')}`, read: { kind: 'basic', username: '', password: '' } },
    { header: `Basic ${encoded('ü:ß')}`, read: { kind: 'basic', username: 'ü', password: 'ß' } },
    ...['', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', 'Token abc', 'abc', `Basic ${encoded('u')}`, 'Basic /w=='].map((header) => ({
      header,
      read: { kind: 'unreadable' },
    })),
  ];
  for (const { header, read } of cases)
    it(`${JSON.stringify(header)} is ${JSON.stringify(read)}`, () => assert.deepEqual(readAuthorization(header), read));
});

describe('comparing secrets', () => {
  /** How often the comparison in constant time is called, and on how many bytes. */
  function countComparisons(t: TestContext, work: () => unknown): number[] {
    const compared = t.mock.method(crypto, 'timingSafeEqual');
    syncBuiltinESMExports();
    t.after(() => {
      compared.mock.restore();
      syncBuiltinESMExports();
    });
    work();
    return compared.mock.calls.map(({ arguments: [given] }) => given.byteLength);
  }
  const { tokens, users } = someRules;
  const all = tokens.map(() => 32);

  for (const [name, secret] of [
    ['the first', secretOf('read')],
    ['the last', secretOf('admin')],
    ['none', 'hidden-and-long-enough-to-be-one-of-them'],
    ['a short one', 'x'],
  ] as const)
    it(`${name}: all are compared, by their hashes`, (t) => {
      assert.deepEqual(
        countComparisons(t, () => findCredential(tokens, secret)),
        all,
      );
    });

  it('a name is compared like a secret', (t) => {
    assert.deepEqual(
      countComparisons(t, () => findCredential(users, secretOf('user'), 'x')),
      [32, 32],
    );
  });

  it('finds the one, and by a name only that of the name', () => {
    assert.equal(findCredential(tokens, secretOf('run'))?.name, 'for-run');
    assert.equal(findCredential(users, secretOf('user'), 'flagger')?.name, 'flagger');
    assert.equal(findCredential(users, secretOf('user'), 'Flagger'), undefined);
    assert.equal(findCredential([], secretOf('run')), undefined);
  });
});
