import type { Command } from 'commander';

import type { StoreBackup } from '../cli-deps.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, settingsOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';

interface BackupOptions extends GlobalOptions {
  readonly force?: boolean;
  readonly store?: string;
}

/** `serinus backup <file>`: a copy of the store as it is now, also while a server writes to it. */
export function addBackup(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('backup')
    .description('copy the store to a file, also while the server runs')
    .argument('<file>', 'the copy')
    .option('--force', 'replace the file when it is there')
    .option('--store <path>', 'store file; that of the settings when left out')
    .action(
      action(async (file: string, _own: unknown, command: Command) => {
        const options = command.optsWithGlobals<BackupOptions>();
        const request = { file, overwrite: options.force ?? false, ...(options.store !== undefined && { store: options.store }) };
        const backup = await deps.backupStore(request, settingsOf(options));
        await write(io.stdout, options.json ? `${JSON.stringify({ file, ...backup }, null, 2)}\n` : asText(file, backup));
        return EXIT.success;
      }),
    );
}

function asText(file: string, { from, bytes, analyses, looks }: StoreBackup): string {
  return `${from} is in ${file}, checked: ${analyses} analyses, ${looks} looks, ${(bytes / 1e6).toFixed(1)} MB\n`;
}
