import { setTimeout as sleep } from 'node:timers/promises';

import type { AnyDocument } from '../support/config-document.ts';
import type { Random } from '../support/random.ts';
import { post } from './api.ts';

/** Everything the server has acknowledged, whichever process did. */
export interface Ledger {
  /** The reply to the start, by id. */
  readonly analyses: Map<string, AnyDocument>;
  /** Every look that was asked for and answered. */
  readonly looks: AnyDocument[];
  /** Every verdict that was told. */
  readonly verdicts: AnyDocument[];
  /** The reply to the cancellation, by id. */
  readonly ended: Map<string, AnyDocument>;
  /** Documents as they were put, by id. */
  readonly documents: Map<string, AnyDocument>;
}

export const emptyLedger = (): Ledger => ({ analyses: new Map(), looks: [], verdicts: [], ended: new Map(), documents: new Map() });

export interface LoadOptions {
  /** Where the servers listen at the moment; none while they are down. */
  readonly urls: () => readonly string[];
  readonly random: Random;
  readonly ledger: Ledger;
  /** Analyses that may be started by now. */
  readonly allowed: () => number;
  readonly canaryConfig: AnyDocument;
}

export interface Load {
  stop(): Promise<void>;
}

const CLIENTS = 4;
const pick = <T>(random: Random, from: readonly T[]): T | undefined => from[Math.floor(random.uniform() * from.length)];

/** Clients that start, look at, ask about and cancel analyses and put documents, one request after the other, until they are stopped. */
export function startLoad({ urls, random, ledger, allowed, canaryConfig }: LoadOptions): Load {
  let isStopping = false;
  let made = 0;

  /** The reply when it came whole and with that status; what nobody acknowledged may or may not have happened. */
  const ask = async (path: string, init?: RequestInit): Promise<AnyDocument | undefined> => {
    const url = pick(random, urls());
    if (url === undefined) return undefined;
    try {
      const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(10_000) });
      const body = (await response.json()) as AnyDocument;
      if (response.status >= 500 && response.status !== 503) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
      return response.ok ? body : undefined;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith(path)) throw error;
      return undefined; // the process was killed
    }
  };

  const start = async (): Promise<void> => {
    const number = ++made;
    const candidate = `${pick(random, ['good', 'bad'])}-${number}`;
    const isLive = random.uniform() < 0.5;
    const start = isLive ? {} : { start: new Date(Math.floor(Date.now() / 1000) * 1000 - 30 * 60_000).toISOString() };
    const sides = { control: { version: 'v1' }, candidate: { version: candidate } };
    const reply = await ask('/analyses', post({ config: isLive ? 'live' : 'past', key: `key-${number}`, ...sides, ...start }));
    if (reply !== undefined) ledger.analyses.set(reply.id, reply);
  };

  const act = async (): Promise<void> => {
    const id = pick(random, [...ledger.analyses.keys()].slice(-12));
    const draw = random.uniform();
    if (id === undefined || (draw < 0.1 && made < allowed())) {
      if (made < allowed()) await start();
      else await sleep(5);
    } else if (draw < 0.4) {
      const look = await ask(`/analyses/${id}/looks`, { method: 'POST' });
      if (look !== undefined) ledger.looks.push(look);
    } else if (draw < 0.43) {
      const reply = await ask(`/analyses/${id}`, { method: 'DELETE' });
      if (reply !== undefined) ledger.ended.set(id, reply);
    } else if (draw < 0.5) {
      const document = { ...canaryConfig, description: `put as number ${made++}` };
      const reply = await ask('/kayenta/canaryConfig', post(document));
      if (reply !== undefined) ledger.documents.set(reply.canaryConfigId, document);
    } else {
      const verdict = await ask(`/verdict?analysis=${id}`);
      if (verdict !== undefined) ledger.verdicts.push(verdict);
      await sleep(2);
    }
  };

  const clients = Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (!isStopping) {
        if (urls().length === 0) await sleep(10);
        else await act();
      }
    }),
  );
  return {
    async stop() {
      isStopping = true;
      await clients;
    },
  };
}
