/** What every channel has. */
export interface ChannelOptions {
  readonly name: string;
  readonly timeoutMs: number;
  readonly giveUpAfterMs: number;
  /** Address under which people reach the server; undefined leaves links out. */
  readonly publicUrl?: URL | undefined;
}
