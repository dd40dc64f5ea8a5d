import { Command, CommanderError } from 'commander';

import type { CliDeps } from './cli-deps.ts';
import { type CliIo, write } from './cli-io.ts';
import type { AddCommand } from './command-context.ts';
import { addAnalyze } from './commands/analyze.ts';
import { addBackup } from './commands/backup.ts';
import { addCalibrate } from './commands/calibrate.ts';
import { addCompare } from './commands/compare.ts';
import { addDemo } from './commands/demo.ts';
import { addImport } from './commands/import.ts';
import { addJudge } from './commands/judge.ts';
import { addManifests } from './commands/manifests.ts';
import { addMigrate } from './commands/migrate.ts';
import { addRejudge } from './commands/rejudge.ts';
import { addServe } from './commands/serve.ts';
import { addToken } from './commands/token.ts';
import { addValidate } from './commands/validate.ts';
import { addVerdict } from './commands/verdict.ts';
import { EXIT, type ExitCode, exitCodeOfError } from './exit-codes.ts';

const COMMANDS: readonly AddCommand[] = [
  addServe,
  addAnalyze,
  addVerdict,
  addCalibrate,
  addValidate,
  addImport,
  addManifests,
  addRejudge,
  addJudge,
  addCompare,
  addBackup,
  addMigrate,
  addToken,
  addDemo,
];

/** Runs one command line (without the program's own two words) and resolves to its exit status. Never rejects. */
export async function runCli(args: readonly string[], io: CliIo, deps: CliDeps): Promise<ExitCode> {
  let status: ExitCode = EXIT.success;
  const program = new Command('serinus')
    .description('Judges a candidate against its control: promote, continue or rollback.')
    .version(deps.version, '--version', 'print the version')
    .option('--settings <file>', 'settings file of the server')
    .option('--json', 'print JSON')
    .option('--no-color', 'print without colours')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined, // said below, in the one form all errors have
      getOutHasColors: () => io.hasColours,
      getErrHasColors: () => false,
    });
  const action =
    <A extends unknown[]>(work: (...args: A) => Promise<ExitCode>) =>
    async (...actionArgs: A): Promise<void> => {
      status = await work(...actionArgs);
    };
  for (const add of COMMANDS) add(program, { io, deps, action });

  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return refuse(error, io);
    await write(io.stderr, `serinus: ${sentence(error)}\n${io.isDebug ? `${stackOf(error)}\n` : ''}`);
    return exitCodeOfError(error);
  }
}

/** Help and version end here as well, with status 0. */
async function refuse(error: CommanderError, io: CliIo): Promise<ExitCode> {
  if (error.exitCode === 0) return EXIT.success;
  // Without any command commander has printed the help.
  const text = error.code === 'commander.help' ? 'no command is given' : error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  await write(io.stderr, `serinus: ${text}\n`);
  return EXIT.usage;
}

function sentence(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause) || String(error.cause)}`;
  return `${error.stack ?? ''}${cause}`;
}
