import { Presets, SingleBar } from 'cli-progress';

import type { Look } from '../model/analysis.ts';
import type { CliIo } from './cli-io.ts';
import { withoutControlCharacters } from './output/control-characters.ts';
import { scoreText } from './output/result-text.ts';

/** How far an analysis is, on stderr: a bar for a person who watches, else a line a look for a log. */
export interface LookProgress {
  look(look: Look): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

/** @param maxDurationMs from the start of the analysis to its deadline, > 0. */
export function startProgress(
  io: CliIo,
  { startMs, maxDurationMs }: { readonly startMs: number; readonly maxDurationMs: number },
): LookProgress {
  if (!io.isInteractive) {
    return { look: (look) => void io.stderr.write(`serinus: ${lookLine(look)}\n`), stop: () => undefined };
  }
  const minutes = (ms: number): number => Math.round(ms / 6_000) / 10;
  const bar = new SingleBar(
    {
      stream: io.stderr as NodeJS.WriteStream,
      format: '{bar} {value}/{total} min  {line}',
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
    },
    Presets.shades_classic,
  );
  bar.start(minutes(maxDurationMs), 0, { line: 'waiting for the first look' });
  return {
    look: (look) => bar.update(Math.min(minutes(maxDurationMs), minutes(look.slotMs - startMs)), { line: lookLine(look) }),
    stop: () => bar.stop(),
  };
}

/** `look 12 at 2026-01-31T08:12:00.000Z: continue, score 60: <reason>` */
export function lookLine({ number, slotMs, verdict, score, reason }: Look): string {
  return withoutControlCharacters(`look ${number} at ${new Date(slotMs).toISOString()}: ${verdict}, ${scoreText(score)}: ${reason}`);
}
