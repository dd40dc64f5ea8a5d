import { type Command, Option } from 'commander';

import type { Scope } from '../../model/analysis.ts';
import { formatDuration } from '../../model/duration.ts';
import { askVerdict, type VerdictReply } from '../ask-verdict.ts';
import type { CliDeps } from '../cli-deps.ts';
import { type CliIo, write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, paintOf } from '../command-context.ts';
import { EXIT, exitCodeOfVerdict } from '../exit-codes.ts';
import { durationFlag, scopeFlag, urlFlag } from '../flags.ts';
import { withoutControlCharacters as safe } from '../output/control-characters.ts';
import { CLASSIFICATION_STYLE, type Paint, VERDICT_STYLE } from '../output/paint.ts';
import { besideMetrics } from '../output/readiness-text.ts';
import { scoreText } from '../output/result-text.ts';
import { ServerError } from '../server-error.ts';
import { UsageError } from '../usage-error.ts';

interface VerdictOptions extends GlobalOptions {
  readonly server: string;
  readonly analysis?: string;
  readonly config?: string;
  readonly control?: Scope;
  readonly candidate?: Scope;
  readonly maxAge?: number;
  readonly wait?: boolean;
  readonly every: number;
}

/** A server that restarts must not end a wait of hours, one that is gone must not hold it for ever. */
const FAILURES_IN_A_ROW = 30;

/** `serinus verdict`: a server's latest verdict as an exit status. */
export function addVerdict(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('verdict')
    .description("ask a server for an analysis' latest verdict")
    .requiredOption('--server <url>', 'address of the server', urlFlag)
    .option('--analysis <id>', 'id of the analysis')
    .addOption(new Option('--config <name>', 'or the newest analysis of this config and these scopes').conflicts('analysis'))
    .addOption(new Option('--control <k=v>', 'variables of the control, separated by commas').argParser(scopeFlag).conflicts('analysis'))
    .addOption(new Option('--candidate <k=v>', 'variables of the candidate').argParser(scopeFlag).conflicts('analysis'))
    .option('--max-age <duration>', 'have it judged afresh when the latest look is older', durationFlag)
    .option('--wait', 'ask again until the verdict is promote or rollback, or the analysis has ended')
    .option('--every <duration>', 'time between the questions of --wait', durationFlag, 10_000)
    .action(
      action(async (_own: unknown, command: Command) => {
        const options = command.optsWithGlobals<VerdictOptions>();
        const url = questionUrl(options);
        const interrupt = options.wait ? io.interrupt() : new AbortController().signal;
        const reply = options.wait
          ? await waitFor(url, options.every, { deps, io, interrupt })
          : await askVerdict(deps.fetch, url, interrupt);
        if (reply === undefined) return EXIT.continue;
        await write(io.stdout, options.json ? `${JSON.stringify(reply, null, 2)}\n` : verdictText(reply, paintOf(io, options)));
        return interrupt.aborted ? EXIT.continue : exitCodeOfVerdict(reply.verdict);
      }),
    );
}

function questionUrl({ server, analysis, config, control, candidate, maxAge }: VerdictOptions): URL {
  if (analysis === undefined && (config === undefined || control === undefined || candidate === undefined))
    throw new UsageError('verdict needs --analysis, or --config with --control and --candidate');
  const url = new URL(`${server}/verdict`);
  const { searchParams } = url;
  if (analysis !== undefined) searchParams.set('analysis', analysis);
  if (config !== undefined) searchParams.set('config', config);
  for (const [side, scope] of Object.entries({ control, candidate }))
    for (const [key, value] of Object.entries(scope ?? {})) searchParams.append(side, `${key}=${value}`);
  if (maxAge !== undefined) searchParams.set('maxAge', formatDuration(maxAge));
  return url;
}

interface Waiting {
  readonly deps: CliDeps;
  readonly io: CliIo;
  readonly interrupt: AbortSignal;
}

/** The first reply that ends the wait, or the latest one when interrupted: undefined when there was none. */
async function waitFor(url: URL, everyMs: number, { deps, io, interrupt }: Waiting): Promise<VerdictReply | undefined> {
  let latest: VerdictReply | undefined;
  let failures = 0;
  while (!interrupt.aborted) {
    try {
      latest = await askVerdict(deps.fetch, url, interrupt);
      failures = 0;
      if (latest.verdict !== 'continue' || latest.status !== 'running') return latest;
    } catch (error) {
      if (interrupt.aborted) break;
      if (!(error instanceof ServerError) || ++failures >= FAILURES_IN_A_ROW) throw error;
      await write(io.stderr, `serinus: ${error.message}; asking again\n`);
    }
    await deps.sleep(everyMs, interrupt);
  }
  return latest;
}

function verdictText(reply: VerdictReply, paint: Paint): string {
  const { verdict, score, reason, reasons, metrics } = reply;
  return [
    `${paint(VERDICT_STYLE[verdict], verdict.toUpperCase())}  ${scoreText(score)}  ${safe(reason)}`,
    safe(
      `${reply.config}: analysis ${reply.analysis}, ${reply.status}, ${reply.look === null ? 'no look yet' : `look ${reply.look} at ${reply.slot}`}`,
    ),
    ...reasons.slice(1).map((further) => `  also: ${safe(further)}`),
    ...metrics.map(({ classification, reason: why }) => `  ${paint(CLASSIFICATION_STYLE[classification], classification)}  ${safe(why)}`),
    ...besideMetrics(reply).map((line) => `  ${safe(line)}`),
    '',
  ].join('\n');
}
