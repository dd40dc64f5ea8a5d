import { type Command, Option } from 'commander';

import { type CommandContext, type GlobalOptions, paintOf, settingsOf } from '../command-context.ts';
import { REPORT_FORMATS, type ReportFormat } from '../compare/report-format.ts';
import { EXIT, exitCodeOfReport } from '../exit-codes.ts';
import { countFlag, parameterFlag } from '../flags.ts';
import { UsageError } from '../usage-error.ts';

interface CompareOptions extends GlobalOptions {
  readonly type?: string;
  readonly param?: Readonly<Record<string, unknown>>;
  readonly path?: string;
  readonly config?: string;
  readonly secondControl?: string;
  readonly plain?: boolean;
  readonly window: number;
  readonly format?: ReportFormat;
}

/** `serinus compare control.jsonl candidate.jsonl`: what two models answered, from files, without a server. */
export function addCompare(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('compare')
    .description('compare what two models answered, from files, without a server')
    .argument('<control>', "the control's answers, one a line; or whole pairs, when it is the only file")
    .argument('[candidate]', "the candidate's answers")
    .option('--type <comparator>', 'how answers are compared: classification, text, structured, ...')
    .option('--param <name=value>', 'a parameter of the comparator; repeat it for more', parameterFlag)
    .option('--path <pointer>', 'JSON Pointer of the part of each answer that is compared')
    .addOption(
      new Option('--config <config>', 'compare as this config does: a file, or a name in the configs folder').conflicts([
        'type',
        'param',
        'path',
      ]),
    )
    .option('--second-control <file>', 'answers of a second copy of the control, whose differences are noise')
    .option('--plain', 'every line is an answer by itself, even if it has a field named answer')
    .option('--window <requests>', 'requests that may wait for their other answer', countFlag, 100_000)
    .addOption(new Option('--format <format>', 'how the report is printed').choices(REPORT_FORMATS))
    .action(
      action(async (control: string, candidate: string | undefined, _own: unknown, command: Command) => {
        const options = command.optsWithGlobals<CompareOptions>();
        const { type, param: parameters = {}, path = '', config, secondControl, plain = false, window: maxWaiting } = options;
        if (options.json && options.format !== undefined && options.format !== 'json')
          throw new UsageError(`--json and --format ${options.format} are two formats`);
        if (candidate === undefined && (secondControl !== undefined || plain))
          throw new UsageError(`${secondControl === undefined ? '--plain' : '--second-control'} needs a file for each side`);
        if (type === undefined && config === undefined) throw new UsageError('say how to compare: --type or --config');
        const { runCompare } = await import('../compare/run-compare.ts');
        const { report, found } = await runCompare(
          {
            files: { control, ...(candidate !== undefined && { candidate }), ...(secondControl !== undefined && { secondControl }) },
            by: config === undefined ? { type: type!, parameters, path } : { config },
            isPlain: plain,
            maxWaiting,
            settings: settingsOf(options),
            format: options.format ?? (options.json ? 'json' : 'table'),
            paint: paintOf(io, options),
          },
          { io, deps },
        );
        if (found.badLines > 0) return EXIT.badData;
        return found.isInterrupted ? EXIT.continue : exitCodeOfReport(report.recommendation.action);
      }),
    );
}
