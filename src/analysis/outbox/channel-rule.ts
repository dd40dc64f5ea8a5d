import type { News } from './news.ts';

/** What a channel wants to be told. */
export type ChannelRule = {
  /** Name of the channel; no two are the same. */
  readonly channel: string;
  /** Names of the configs; undefined means all. */
  readonly configs?: readonly string[];
} & ({ readonly wants: 'looks' } | { readonly wants: 'changes'; readonly on: readonly News[] });
