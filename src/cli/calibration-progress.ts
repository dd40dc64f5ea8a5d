import { Presets, SingleBar } from 'cli-progress';

import type { CalibrationProgress } from '../analysis/calibrate/calibration.ts';
import type { CliIo } from './cli-io.ts';

/** How far a calibration is, on stderr: a bar for a person who watches, else nothing: it takes a minute or two. */
export function showCalibration(io: CliIo): { readonly on: (progress: CalibrationProgress) => void; readonly stop: () => void } {
  if (!io.isInteractive) return { on: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      stream: io.stderr as NodeJS.WriteStream,
      format: '{doing} {bar} {percentage} %',
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
    },
    Presets.shades_classic,
  );
  bar.start(1, 0, { doing: 'asking the source   ' });
  return {
    on({ doing, done, total }) {
      bar.setTotal(total);
      bar.update(done, { doing: doing === 'asking' ? 'asking the source   ' : 'replaying releases  ' });
    },
    stop: () => bar.stop(),
  };
}
