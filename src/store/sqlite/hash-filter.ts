import type { Hashes } from '../../comparison/request-hash.ts';

/**
 * Says of a hash that it was never added, or that it may have been: a Bloom filter in blocks of 32 bytes, so that each question reads one
 * line of the processor's cache. With 16 bits a hash about one new hash in a thousand is taken for one that may be known.
 * @see Putze, Sanders, Singler (2007), Cache-, Hash- and Space-Efficient Bloom Filters; its form is that of Apache Parquet's split blocks.
 */
export interface HashFilter {
  add(hashes: Hashes): void;
  /** Positions of the hashes that may have been added. */
  filtered(hashes: Hashes): number[];
}

/** Odd factors of Parquet's specification, one for each word of a block: bit `(low * factor) >>> 27` of that word. */
const FACTORS = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31] as const;

/** @param bits a power of two from 512 on, of memory in all. */
export function hashFilter(bits: number): HashFilter {
  const words = new Uint32Array(bits / 32);
  const toBlock = 32 - Math.log2(bits / 256);
  return {
    add(hashes) {
      for (let i = 0; i < hashes.length; i += 2) {
        const block = (hashes[i]! >>> toBlock) * 8;
        const low = hashes[i + 1]!;
        for (let word = 0; word < 8; word++) words[block + word]! |= 1 << (Math.imul(low, FACTORS[word]!) >>> 27);
      }
    },
    filtered(hashes) {
      const positions: number[] = [];
      for (let i = 0; i < hashes.length; i += 2) {
        const block = (hashes[i]! >>> toBlock) * 8;
        const low = hashes[i + 1]!;
        let word = 0;
        while (word < 8 && ((words[block + word]! >>> (Math.imul(low, FACTORS[word]!) >>> 27)) & 1) === 1) word++;
        if (word === 8) positions.push(i / 2);
      }
      return positions;
    },
  };
}
