import { type Command, InvalidArgumentError, Option } from 'commander';

import type { CopiedStore } from '../cli-deps.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, settingsOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';

interface MigrateOptions extends GlobalOptions {
  readonly from: string;
}

/** `serinus migrate --from sqlite:<file> --to postgres`: a whole store copied to the database of the settings, or nothing of it. */
export function addMigrate(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('migrate')
    .description('copy a store from its file to an empty database')
    .requiredOption('--from <store>', 'sqlite:FILE', sqliteFlag)
    .addOption(
      new Option('--to <store>', 'postgres: the database that DATABASE_URL or the settings name')
        .choices(['postgres'])
        .makeOptionMandatory(),
    )
    .action(
      action(async (_own: unknown, command: Command) => {
        const options = command.optsWithGlobals<MigrateOptions>();
        const { showCopy } = await import('../copy-progress.ts');
        const progress = showCopy(io);
        try {
          const copied = await deps.copyStore({ file: options.from, onProgress: progress.on }, settingsOf(options));
          progress.stop();
          await write(
            io.stdout,
            options.json ? `${JSON.stringify({ from: options.from, ...copied }, null, 2)}\n` : asText(options.from, copied),
          );
        } finally {
          progress.stop();
        }
        return EXIT.success;
      }),
    );
}

function asText(from: string, { to, tables }: CopiedStore): string {
  const width = Math.max(...tables.map(({ rows }) => String(rows).length));
  const lines = tables.map(({ table, rows }) => `${String(rows).padStart(width)} ${table}`);
  return [`${from} is in ${to} now, counted on both sides:`, ...lines, ''].join('\n');
}

function sqliteFlag(text: string): string {
  const [, file] = /^sqlite:(.+)$/s.exec(text) ?? [];
  if (file === undefined) throw new InvalidArgumentError('not sqlite:FILE');
  return file;
}
