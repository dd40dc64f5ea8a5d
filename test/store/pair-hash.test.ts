import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Hashes, hashIds } from '../../src/comparison/request-hash.ts';
import { bytesOfHashes, hashesOfBytes } from '../../src/store/pair-hash.ts';
import { seeded } from '../support/random.ts';
import { STREAM } from './pair-samples.ts';

const IDS = 1 << 18;

/** Ids of the forms that requests have, which differ in little. */
const forms: readonly { readonly name: string; readonly id: (i: number) => string }[] = [
  { name: 'counted', id: String },
  { name: 'counted, of one length', id: (i) => `req-${String(i).padStart(12, '0')}` },
  { name: 'bits', id: (i) => i.toString(2).padStart(20, '0') },
  { name: 'with what differs at the start', id: (i) => `${i.toString(36)}-checkout-production-eu-west-1` },
  { name: 'times and counters', id: (i) => `2026-11-21T${String(i >> 10).padStart(6, '0')}.${String(i & 1023).padStart(4, '0')}Z` },
  { name: 'hexadecimal, few bits of it in use', id: (i) => `${(i * 64).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000` },
  { name: 'beyond Latin', id: (i) => String.fromCodePoint(0x4e00 + (i & 4095), 0x1f600 + (i >> 12)) },
];

/** Pairs of equal values among them. */
function collisions(values: Float64Array): number {
  values.sort();
  let count = 0;
  for (let i = 1; i < values.length; i++) if (values[i] === values[i - 1]) count++;
  return count;
}

const values = (hashes: Hashes, pick: (high: number, low: number) => number): Float64Array =>
  Float64Array.from({ length: hashes.length / 2 }, (_, i) => pick(hashes[2 * i]!, hashes[2 * i + 1]!));

describe('the hashes of requests', () => {
  for (const { name, id } of forms)
    it(`collide as random numbers do, in every part of them: ${name}`, () => {
      const hashes = hashIds(
        STREAM,
        Array.from({ length: IDS }, (_, i) => id(i)),
      );
      // Of n random words of b bits about n^2 / 2^(b + 1) collide, as a Poisson variable does. 32 bits: 8 of 2^18, more than 26 once in a
      // million; 48 bits: 0.0001, more than one never.
      for (const [part, pick] of [
        ['high', (high: number, _: number) => high],
        ['low', (_: number, low: number) => low],
        ['middle', (high: number, low: number) => ((high << 16) | (low >>> 16)) >>> 0],
        ['ends', (high: number, low: number) => ((high & 0xffff0000) | (low & 0xffff)) >>> 0],
        ['difference', (high: number, low: number) => (high ^ low) >>> 0],
      ] as const) {
        const count = collisions(values(hashes, pick));
        assert.ok(count <= 26, `${count} of 8 in the ${part} word`);
      }
      assert.ok(collisions(values(hashes, (high, low) => high * 2 ** 16 + (low & 0xffff))) <= 1);
      assert.ok(collisions(values(hashes, (high, low) => (high & 0xffff) * 2 ** 32 + low)) <= 1);
    });

  it('change in half of their bits with any bit of any character', () => {
    const random = seeded(7);
    const changed = new Float64Array(64);
    const trials = 20_000;
    for (let trial = 0; trial < trials; trial++) {
      const codes = Array.from({ length: 1 + Math.floor(random.uniform() * 40) }, () => 32 + Math.floor(random.uniform() * 95));
      const other = codes.slice();
      const at = Math.floor(random.uniform() * codes.length);
      other[at]! ^= 1 << Math.floor(random.uniform() * 7);
      const [a, b] = [codes, other].map((text) => hashIds(STREAM, [String.fromCharCode(...text)]));
      for (let bit = 0; bit < 64; bit++) if ((((a![bit >> 5]! ^ b![bit >> 5]!) >>> (bit & 31)) & 1) === 1) changed[bit]! += 1 / trials;
    }
    // A binomial share of 20,000 trials: its standard deviation is 0.0035, five of them are 0.018.
    for (const [bit, share] of changed.entries()) assert.ok(Math.abs(share - 0.5) < 0.018, `bit ${bit} changes in ${share}`);
  });

  it('are of the stream, and tell texts of any length apart', () => {
    const of = (config: string, candidate: string, id: string): string => hashIds({ config, candidate }, [id]).join(' ');
    const all = [of('a', 'b', 'x'), of('ab', '', 'x'), of('', 'ab', 'x'), of('b', 'a', 'x'), of('a', 'b', 'x\0'), of('a', 'b', 'x\0\0')];
    all.push(of('a', 'b', ''), of('a', 'b', '\0'), of('a', 'b', 'xx'), of('a', 'b', '\0x'));
    assert.equal(new Set(all).size, all.length);
  });

  it('never change, for they are what a store knows of a request: a twin in integers without end says the same', () => {
    for (const id of ['', 'a', 'ab', 'req-1', '0b9f2a56-7a3e-4a6d-9d55-1f0d7b1c2e3f', 'naïve 🙂', '\0'])
      assert.deepEqual([...hashIds(STREAM, [id])], twin(id, twin(JSON.stringify(['checkout', 'v2']), FACTORS)), id);
  });

  it('come back from their bytes, each word with the low byte first', () => {
    const hashes = new Uint32Array([0x01020304, 0x05060708, 9, 10]);
    const bytes = bytesOfHashes(hashes);
    assert.deepEqual([...bytes.subarray(0, 8)], [4, 3, 2, 1, 8, 7, 6, 5]);
    assert.deepEqual(hashesOfBytes(Buffer.from(bytes).subarray(0)), hashes);
    assert.throws(() => hashesOfBytes(bytes.subarray(1)), RangeError);
  });
});

const FACTORS = [0x9e3779b1, 0x85ebca77];
const cut = (value: bigint): bigint => BigInt.asUintN(32, value);
const turned = (value: bigint, bits: bigint): bigint => cut((value << bits) | (value >> (32n - bits)));
/** MurmurHash3's finalizer, https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp, fmix32. */
function mixed(value: bigint): bigint {
  let h = cut(value);
  h = cut((h ^ (h >> 16n)) * 0x85ebca6bn);
  h = cut((h ^ (h >> 13n)) * 0xc2b2ae35n);
  return h ^ (h >> 16n);
}
function twin(text: string, [first, second]: readonly number[]): number[] {
  let [a, b] = [BigInt(first!) ^ BigInt(text.length), BigInt(second!)];
  for (const [low = '', high = '\0'] of text.match(/.{1,2}/gs)?.map((two) => two.split('')) ?? []) {
    const word = BigInt(low.charCodeAt(0) + high.charCodeAt(0) * 65536);
    a = turned(cut((a ^ word) * BigInt(FACTORS[0]!)), 15n);
    b = turned(cut(cut((b ^ word) * BigInt(FACTORS[1]!)) + a), 13n);
  }
  a = cut(a + b);
  b = mixed(b + mixed(a));
  return [Number(mixed(a + b)), Number(b)];
}
