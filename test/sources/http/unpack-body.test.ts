import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { unpackBody } from '../../../src/sources/http/unpack-body.ts';

const TEXT = '{"status":"success","name":"Größe"}'.repeat(5000);
const BYTES = Buffer.byteLength(TEXT);
const packed = gzipSync(TEXT);

describe('unpacking the body of a reply', () => {
  const cases = [
    { name: 'a plain body', body: Buffer.from(TEXT), encoding: undefined, maxBytes: BYTES, text: TEXT },
    { name: 'a plain body with one byte too many', body: Buffer.from(TEXT), encoding: undefined, maxBytes: BYTES - 1, text: undefined },
    { name: 'a packed body', body: packed, encoding: 'gzip', maxBytes: BYTES, text: TEXT },
    { name: 'a packed body with one byte too many unpacked', body: packed, encoding: 'gzip', maxBytes: BYTES - 1, text: undefined },
    { name: 'a body in two packs', body: Buffer.concat([packed, packed]), encoding: 'gzip', maxBytes: 2 * BYTES, text: TEXT + TEXT },
    { name: 'an empty body', body: Buffer.alloc(0), encoding: undefined, maxBytes: 1, text: '' },
    { name: 'an empty text, packed', body: gzipSync(''), encoding: 'gzip', maxBytes: 1, text: '' },
  ];
  for (const { name, body, encoding, maxBytes, text } of cases)
    it(`${name} is ${text === undefined ? 'too large' : 'its text'}`, () => assert.equal(unpackBody(body, encoding, maxBytes), text));

  for (const { name, body, code } of [
    { name: 'cut short', body: packed.subarray(0, packed.length / 2), code: 'Z_BUF_ERROR' },
    { name: 'that is no gzip', body: Buffer.from('{"status":"success"}'), code: 'Z_DATA_ERROR' },
  ])
    it(`refuses a pack ${name}`, () => assert.throws(() => unpackBody(body, 'gzip', BYTES), { code }));
});
