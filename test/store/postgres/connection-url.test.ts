import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { StoreError } from '../../../src/errors.ts';
import { connectionOf } from '../../../src/store/postgres/connection-url.ts';

describe('the URL of a PostgreSQL store', () => {
  const named = [
    { url: 'postgresql://u:s3cret@db.example:6432/shop', name: 'db.example:6432/shop' },
    { url: 'postgres://u:s3cret@db.example/shop?sslmode=verify-full', name: 'db.example:5432/shop' },
    { url: 'postgresql://u:s3cret@[::1]:5433/shop', name: '::1:5433/shop' },
    { url: 'postgresql:///shop?host=/var/run/postgresql&user=u&password=s3cret', name: '/var/run/postgresql:5432/shop' },
    { url: 'postgresql://u:s3%3Acret%40@db.example/a%20b', name: 'db.example:5432/a b' },
  ];
  for (const { url, name } of named) it(`names ${name}`, () => assert.equal(connectionOf(url).name, name));

  for (const [mode, asked] of [
    ['require', 'verify-full'],
    ['verify-ca', 'verify-full'],
    ['verify-full', 'verify-full'],
    ['no-verify', 'no-verify'],
    ['disable', 'disable'],
  ]) {
    it(`of sslmode ${mode} asks the client for ${asked}`, () => {
      const { connectionString = '' } = connectionOf(`postgresql://u@h/d?sslmode=${mode}&application_name=a`).config;
      assert.equal(new URL(connectionString).searchParams.get('sslmode'), asked);
      assert.equal(new URL(connectionString).searchParams.get('application_name'), 'a');
    });
  }

  it('that asks for the meaning of libpq keeps it', () => {
    const { connectionString = '' } = connectionOf('postgresql://u@h/d?uselibpqcompat=true&sslmode=require').config;
    assert.equal(new URL(connectionString).searchParams.get('sslmode'), 'require');
  });

  const refused = [
    { name: 'another scheme', url: 'mysql://u:s3cret@h/d', says: /postgres:/ },
    { name: 'no scheme', url: 'host=h password=s3cret', says: /postgres:/ },
    {
      name: 'an sslmode that may fall back to none',
      url: 'postgres://u:s3cret@h/d?sslmode=prefer',
      says: /sslmode "prefer", not one of disable/,
    },
    { name: 'an unknown sslmode', url: 'postgres://u:s3cret@h/d?application_name=a&sslmode=on', says: /sslmode "on"/ },
    { name: 'a password that ends at its slash', url: 'postgres://u:12/s3cret@h/d', says: /%2F/ },
    { name: 'a password that ends at its question mark', url: 'postgres://u:12?s3cret@h/d', says: /%3F/ },
    { name: 'a password that ends at its hash', url: 'postgres://u:12#s3cret@h/d', says: /%23/ },
    { name: 'a port that is none', url: 'postgres://u:s3cret@h:port/d', says: /cannot be read/ },
    {
      name: 'certificates that are not there',
      url: 'postgres://u:s3cret@h/d?sslmode=require&sslrootcert=/no/such.pem',
      says: /no\/such\.pem/,
    },
  ];
  for (const { name, url, says } of refused) {
    it(`with ${name} is refused`, () =>
      assert.throws(
        () => connectionOf(url),
        (error) => {
          assert.ok(error instanceof StoreError && error.code === 'STORE_BAD_URL');
          assert.match(error.message, says);
          assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /s3cret/);
          return true;
        },
      ));
  }
});
