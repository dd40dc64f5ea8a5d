import type { Command } from 'commander';

import type { FileProblem } from '../../analysis/config/problem.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, settingsOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { withoutControlCharacters } from '../output/control-characters.ts';

/** `serinus validate [files...]`: every problem of every file at once. */
export function addValidate(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('validate')
    .description('check config files and say everything that is wrong with them')
    .argument('[files...]', 'config files; all of the configs folder when none is named')
    .action(
      action(async (files: string[], _own: unknown, command: Command) => {
        const options = command.optsWithGlobals<GlobalOptions>();
        const check = await deps.checkFiles(files, settingsOf(options));
        const { problems } = check;
        if (options.json) {
          await write(io.stdout, `${JSON.stringify({ valid: problems.length === 0, files: check.files, problems }, null, 2)}\n`);
        } else {
          await write(io.stdout, problems.map((problem) => `${problemLine(problem)}\n`).join(''));
          await write(io.stderr, `serinus: ${summary(check.files.length, problems)}\n`);
        }
        return problems.length === 0 ? EXIT.success : EXIT.badData;
      }),
    );
}

/** `configs/shop.yaml:12 spec.metrics[0].kind: must be one of the kinds, is "gage", expected gauge, ratio, count or histogram` */
export function problemLine({ file, line, path, message, value, expected }: FileProblem): string {
  const place = `${file}${line === undefined ? '' : `:${line}`}${path === '' ? '' : ` ${path}`}`;
  const found = value === undefined ? '' : `, is ${JSON.stringify(value)}`;
  const wanted = expected === undefined || message.includes(expected) ? '' : `, expected ${expected}`;
  return withoutControlCharacters(`${place}: ${message}${found}${wanted}`);
}

function summary(files: number, problems: readonly FileProblem[]): string {
  const looked = `${files} ${files === 1 ? 'file' : 'files'}`;
  if (problems.length === 0) return `${looked} without a problem`;
  const bad = new Set(problems.map(({ file }) => file)).size;
  return `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${bad} of ${looked}`;
}
