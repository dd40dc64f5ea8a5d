import type { WriteStream } from 'node:tty';

import type { CliDeps } from './cli-deps.ts';
import type { CliIo } from './cli-io.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

type Process = Pick<NodeJS.Process, 'argv' | 'env' | 'stdin' | 'stdout' | 'stderr' | 'once' | 'off' | 'exit'>;

/** Runs the command line of a process and resolves to its exit status. */
export async function runProgram(of: Process, deps: CliDeps): Promise<ExitCode> {
  const { argv, env, stdout } = of;
  // A reader that went away must not make half a report look like a success.
  stdout.on('error', (error: NodeJS.ErrnoException) => of.exit(error.code === 'EPIPE' ? EXIT.unexpected : EXIT.internal));
  const isTerminal = (stdout as WriteStream).isTTY === true;
  const io: CliIo = {
    stdin: of.stdin,
    stdout,
    stderr: of.stderr,
    isInteractive: isTerminal && !env.CI,
    hasColours: isTerminal && (stdout as WriteStream).hasColors(env),
    isDebug: env.LOG_LEVEL === 'debug' || env.LOG_LEVEL === 'trace',
    interrupt: () => interruptOf(of),
  };
  return runCli(argv.slice(2), io, deps);
}

/** The first signal asks the command to end; a second one ends the process at once. */
function interruptOf(of: Process): AbortSignal {
  const abort = new AbortController();
  const stop = (): void => {
    of.off('SIGINT', stop);
    of.off('SIGTERM', stop);
    abort.abort(new Error('interrupted'));
  };
  of.once('SIGINT', stop);
  of.once('SIGTERM', stop);
  return abort.signal;
}
