import { once } from 'node:events';
import type { Command } from 'commander';

import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, settingsOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';

/** `serinus serve`: until SIGTERM or Ctrl-C; then what is in hand is finished and the store closed. */
export function addServe(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('serve')
    .description('start the server: schedules, API and store')
    .action(
      action(async (_own: unknown, command: Command) => {
        const options = command.optsWithGlobals<GlobalOptions>();
        const interrupt = io.interrupt();
        const server = await deps.serve(settingsOf(options));
        try {
          await write(io.stdout, options.json ? `${JSON.stringify({ url: server.url })}\n` : `serinus listens on ${server.url}\n`);
          if (!interrupt.aborted) await once(interrupt, 'abort');
        } finally {
          await server.close();
        }
        return EXIT.success;
      }),
    );
}
