import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';

import { MIN_SECRET_LENGTH } from '../../model/access.ts';
import { write } from '../cli-io.ts';
import type { CommandContext, GlobalOptions } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';

interface TokenOptions extends GlobalOptions {
  readonly stdin?: boolean;
}

/** `serinus token`: a new secret, which is stored nowhere, and the hash for the settings of the server. */
export function addToken(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('token')
    .description("make a token, or a password, and its hash for the server's settings")
    .option('--stdin', 'hash the secret that stdin holds instead')
    .action(
      action(async (_own: unknown, command: Command) => {
        const { json, stdin } = command.optsWithGlobals<TokenOptions>();
        const token = stdin ? ownSecret(await text(io.stdin)) : deps.newToken();
        const sha256 = createHash('sha256').update(token, 'utf8').digest('hex');
        const result = stdin ? { sha256 } : { token, sha256 };
        const lines = Object.entries(result).map(([name, value]) => `${name.padEnd(6)} ${value}\n`);
        await write(io.stdout, json ? `${JSON.stringify(result)}\n` : lines.join(''));
        return EXIT.success;
      }),
    );
}

function ownSecret(given: string): string {
  const secret = given.replace(/\r?\n$/, '');
  if (secret.length < MIN_SECRET_LENGTH)
    throw new UsageError(`the secret has ${secret.length} characters, ${MIN_SECRET_LENGTH} are needed; without --stdin one is made`);
  return secret;
}
