import { Presets, SingleBar } from 'cli-progress';

import type { CliIo } from './cli-io.ts';

type Progress = (of: { readonly done: number; readonly total: number }) => void;

/** How far a copy is, on stderr: a bar for a person who watches, else nothing. */
export function showCopy(io: CliIo): { readonly on: Progress; readonly stop: () => void } {
  if (!io.isInteractive) return { on: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      stream: io.stderr as NodeJS.WriteStream,
      format: '{bar} {value}/{total} rows',
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
    },
    Presets.shades_classic,
  );
  bar.start(1, 0);
  return {
    on({ done, total }) {
      bar.setTotal(total);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
