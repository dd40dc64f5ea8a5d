import { PassThrough, Readable, Writable } from 'node:stream';

import type { CliIo } from '../../src/cli/cli-io.ts';

export interface MemoryIo extends CliIo {
  readonly out: () => string;
  readonly err: () => string;
  /** As Ctrl-C does. */
  readonly press: () => void;
}

/** Streams in memory in the place of the process'. */
export function memoryIo({
  stdin = '',
  ...flags
}: { readonly stdin?: string } & Partial<Pick<CliIo, 'isInteractive' | 'hasColours' | 'isDebug'>> = {}): MemoryIo {
  const stdout = recorder();
  const stderr = recorder();
  const abort = new AbortController();
  return {
    stdin: stdin === '' ? new PassThrough().end() : Readable.from([Buffer.from(stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    isInteractive: false,
    hasColours: false,
    isDebug: false,
    ...flags,
    interrupt: () => abort.signal,
    press: () => abort.abort(),
    out: stdout.text,
    err: stderr.text,
  };
}

function recorder() {
  let all = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      all += String(chunk);
      done();
    },
  });
  return { stream, text: () => all };
}
