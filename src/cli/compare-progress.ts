import { Presets, SingleBar } from 'cli-progress';

import type { CliIo } from './cli-io.ts';

/** How much of the files is read, on stderr: a bar for a person who watches, else nothing. @param total bytes. */
export function showReading(io: CliIo, total: number): { readonly on: (bytes: number) => void; readonly stop: () => void } {
  if (!io.isInteractive || total === 0) return { on: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      stream: io.stderr as NodeJS.WriteStream,
      format: '{bar} {percentage} %  {eta_formatted} left',
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { on: (bytes) => bar.update(Math.min(bytes, total)), stop: () => bar.stop() };
}
