import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** The process as a command sees it; tests put their own streams in. */
export interface CliIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** A person watches stdout: progress, pacing and prompts are worth printing. False when piped or in CI. */
  readonly isInteractive: boolean;
  /** stdout shows colours and NO_COLOR is not set. */
  readonly hasColours: boolean;
  /** LOG_LEVEL=debug: errors show their stack. */
  readonly isDebug: boolean;
  /** Aborted by the first Ctrl-C or SIGTERM from now on. Not asking leaves the signals' own effect. */
  interrupt(): AbortSignal;
}

/** Writes and waits while the reader is behind, so that memory stays bounded however much is written. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}
