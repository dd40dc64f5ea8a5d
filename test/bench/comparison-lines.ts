import { seeded } from '../support/random.ts';

/*
 * Lines of pairs as mirrored traffic makes them, for measuring. The numbers look like those of real services: ids are UUIDs,
 * latencies have one decimal, confidences three.
 */

export interface LinesOf {
  readonly count: number;
  readonly seed: number;
  /** Share of pairs in which the candidate's class, or embedding, is another. */
  readonly divergent: number;
  /** Number of the first pair: ids of later numbers are others. Default 0. */
  readonly first?: number;
}

const CLASSES = ['cat', 'dog', 'bird', 'fish', 'horse', 'rabbit', 'hamster', 'tortoise'];
const LOCALES = ['de-DE', 'en-GB', 'en-US', 'fr-FR', 'it-IT'];
const DIMENSIONS = 384;

/** Two classes with confidences, latencies, three features and versions: about 290 bytes a line, without the line feed. */
export function* classificationLines({ count, seed, divergent, first = 0 }: LinesOf): Generator<string> {
  const random = seeded(seed);
  const uuid = uuids(seed);
  const any = (from: readonly string[]): string => from[Math.floor(random.uniform() * from.length)]!;
  for (let i = 0; i < count; i++) {
    const control = any(CLASSES);
    const candidate = random.uniform() < divergent ? any(CLASSES) : control;
    const confidence = (): string => (0.5 + random.uniform() / 2).toFixed(3);
    const latency = (mean: number): string => (mean * Math.exp(random.normal() / 4)).toFixed(1);
    const length = Math.ceil(80 * Math.exp(random.normal()));
    yield flat(
      `{"id":"${uuid(first + i)}","control":{"class":"${control}","confidence":${confidence()}},"candidate":{"class":"${candidate}","confidence":${confidence()}},` +
        `"latencyMs":{"control":${latency(21)},"candidate":${latency(19)}},"features":{"textLength":${length},"locale":"${any(LOCALES)}","cached":${random.uniform() < 0.3}},` +
        `"versions":{"control":"v1.9","candidate":"v2.0"}}`,
    );
  }
}

/** Two embeddings of 384 numbers with seven digits, as models in 32-bit floats answer them: about 8 kB a line. */
export function* embeddingLines({ count, seed, divergent, first = 0 }: LinesOf): Generator<string> {
  const random = seeded(seed);
  const uuid = uuids(seed);
  const list = (values: readonly number[]): string => `[${values.map((value) => value.toFixed(7)).join(',')}]`;
  for (let i = 0; i < count; i++) {
    const noise = random.uniform() < divergent ? 0.05 : 0.002;
    const control = Array.from({ length: DIMENSIONS }, () => random.normal() / Math.sqrt(DIMENSIONS));
    const candidate = control.map((value) => value + noise * random.normal());
    yield flat(
      `{"id":"${uuid(first + i)}","control":${list(control)},"candidate":${list(candidate)},"latencyMs":{"control":${(8 + random.uniform()).toFixed(2)},"candidate":${(8 + random.uniform()).toFixed(2)}}}`,
    );
  }
}

/** In one piece, as a text that was read is: one that was put together would be made so by the first who parses it, at his expense. */
function flat(line: string): string {
  return Buffer.from(line, 'latin1').toString('latin1');
}

/** Ids in no order, different for every number and seed. */
function uuids(seed: number): (i: number) => string {
  const random = seeded(seed ^ 0x5bd1e995);
  const prefix = Math.floor(random.uniform() * 2 ** 32);
  const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(8, '0').slice(-digits);
  return (i) => {
    // Multiplying by an odd number is a bijection of 32 bits: no two ids are the same.
    const mixed = Math.imul(i + 1, 0x9e3779b1);
    const more = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) ^ prefix;
    return `${hex(mixed, 8)}-${hex(more >>> 16, 4)}-4${hex(more, 3)}-9${hex(prefix, 3)}-${hex(prefix ^ mixed, 8)}${hex(more >>> 7, 4)}`;
  };
}
