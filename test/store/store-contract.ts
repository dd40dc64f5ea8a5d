import { describe, it } from 'node:test';
import type { Store } from '../../src/analysis/ports/store.ts';
import { analysesContract } from './contract/analyses.ts';
import { documentsContract } from './contract/documents.ts';
import { looksContract } from './contract/looks.ts';
import { noiseProfilesContract } from './contract/noise-profiles.ts';
import { outboxContract } from './contract/outbox.ts';
import { pairSamplesContract } from './contract/pair-samples.ts';
import { pairsContract } from './contract/pairs.ts';
import { recordsContract } from './contract/records.ts';
import { retentionContract } from './contract/retention.ts';

/** What any Store must do. `open` gives an empty one for each test. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`${name} keeps analyses`, () => analysesContract(open));
  describe(`${name} keeps looks`, () => looksContract(open));
  describe(`${name} keeps what was judged`, () => recordsContract(open));
  describe(`${name} keeps noise profiles`, () => noiseProfilesContract(open));
  describe(`${name} keeps messages`, () => outboxContract(open));
  describe(`${name} keeps documents of clients`, () => documentsContract(open));
  describe(`${name} keeps pairs`, () => pairsContract(open));
  describe(`${name} keeps samples of pairs`, () => pairSamplesContract(open));
  describe(`${name} forgets`, () => retentionContract(open));
  it(`${name} answers a check`, async () => {
    const store = await open();
    await store.check();
    await store.close();
  });
}
