import type { Command } from 'commander';

import type { CliDeps } from './cli-deps.ts';
import type { CliIo } from './cli-io.ts';
import type { ExitCode } from './exit-codes.ts';
import { coloured, type Paint, plain } from './output/paint.ts';

/** What a command is built from. */
export interface CommandContext {
  readonly io: CliIo;
  readonly deps: CliDeps;
  /** Turns a command's work into commander's action: what it resolves to becomes the exit status. */
  readonly action: <A extends unknown[]>(work: (...args: A) => Promise<ExitCode>) => (...args: A) => Promise<void>;
}

/** The options every command has. */
export interface GlobalOptions {
  readonly settings?: string;
  readonly json?: boolean;
  /** False after --no-color. */
  readonly color: boolean;
}

/** A command imports what it alone needs where it runs: the server is a command too, and keeps what is loaded. */
export type AddCommand = (program: Command, context: CommandContext) => void;

export function paintOf(io: CliIo, options: GlobalOptions): Paint {
  return io.hasColours && options.color ? coloured : plain;
}

export function settingsOf({ settings }: GlobalOptions): { readonly settingsFile?: string } {
  return settings === undefined ? {} : { settingsFile: settings };
}
