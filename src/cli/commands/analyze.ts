import { type Command, Option } from 'commander';

import type { Clock } from '../../analysis/ports/clock.ts';
import type { Analysis, Look, Scope } from '../../model/analysis.ts';
import { analysisSpan, type SpanFlags } from '../analysis-span.ts';
import type { Workbench } from '../cli-deps.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, paintOf, settingsOf } from '../command-context.ts';
import { EXIT, exitCodeOfVerdict } from '../exit-codes.ts';
import { momentFlag, scopeFlag, urlFlag } from '../flags.ts';
import { followLive, followPast } from '../follow-analysis.ts';
import type { LookReport } from '../output/look-report.ts';
import { UsageError } from '../usage-error.ts';

interface AnalyzeOptions extends GlobalOptions, SpanFlags {
  readonly control: Scope;
  readonly candidate: Scope;
  readonly prometheus?: string;
  readonly junit?: string;
  /** A file, or true for stdout. */
  readonly markdown?: string | true;
}

/** `serinus analyze <config>`: one analysis in this process, without a server; its verdict is the exit status. */
export function addAnalyze(program: Command, context: CommandContext): void {
  program
    .command('analyze')
    .description('judge a candidate here and now, on past data, or on recorded series')
    .argument('<config>', 'config file, or name of a config in the configs folder')
    .requiredOption('--control <k=v>', 'variables of the control, separated by commas', scopeFlag)
    .requiredOption('--candidate <k=v>', 'variables of the candidate', scopeFlag)
    .option('--prometheus <url>', "address of the Prometheus to ask, in the place of the settings' source", urlFlag)
    .option('--start <time>', 'when the candidate began to serve: RFC 3339, Unix seconds or how long ago; now when left out', momentFlag)
    .option('--end <time>', 'judge past data up to here, slot by slot, without waiting', momentFlag)
    .addOption(new Option('--from-file <file>', 'judge recorded series; no server is asked').conflicts('prometheus'))
    .option('--once', 'a single look at all data since --start')
    .option('--junit <file>', 'write JUnit XML as well')
    .option('--markdown [file]', 'write Markdown as well, or print it in the place of the table')
    .action(
      context.action(async (config: string, _own: unknown, command: Command) => {
        const options = command.optsWithGlobals<AnalyzeOptions>();
        if (options.json && options.markdown === true) throw new UsageError('--json and --markdown both print: give --markdown a file');
        const report = await analyze(config, options, context);
        if (report === undefined) {
          await write(context.io.stderr, 'serinus: interrupted before the first look\n');
          return EXIT.continue;
        }
        await writeReport(report, options, context);
        return exitCodeOfVerdict(report.look.verdict);
      }),
    );
}

/** The analysis' latest look; undefined when it was interrupted before the first. */
async function analyze(config: string, options: AnalyzeOptions, { io, deps }: CommandContext): Promise<LookReport | undefined> {
  const { prometheus, fromFile, control, candidate } = options;
  const signal = io.interrupt();
  // Past data is judged as of its own time: the clock then stands at the end of it.
  let standsAtMs: number | undefined;
  const clock: Clock = { now: () => standsAtMs ?? deps.clock.now() };
  if (fromFile === undefined) analysisSpan(options, deps.clock.now(), undefined); // wrong flags are said before anything is opened

  const workbench = await deps.openWorkbench(
    {
      config,
      ...(prometheus !== undefined && { prometheusUrl: prometheus }),
      ...(fromFile !== undefined && { recordedFile: fromFile }),
      clock,
      signal,
    },
    settingsOf(options),
  );
  try {
    const recorded = workbench.recorded && { ...workbench.recorded, stepMs: workbench.config.stepMs, delayMs: workbench.config.delayMs };
    const span = analysisSpan(options, deps.clock.now(), recorded);
    if (span.kind === 'past') standsAtMs = span.endMs;
    await workbench.checkSource(signal);
    const request = { config: workbench.config.name, control, candidate, startMs: span.startMs };
    const { analysis } = await workbench.service.start(request);
    const look = await follow(analysis, workbench, { options, clock, signal, isPast: span.kind === 'past' }, { io, deps });
    return look && { subject: analysis, look };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    await workbench.close();
  }
}

interface Following {
  readonly options: AnalyzeOptions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly isPast: boolean;
}

async function follow(
  analysis: Analysis,
  workbench: Workbench,
  { options, clock, signal, isPast }: Following,
  { io, deps }: Pick<CommandContext, 'io' | 'deps'>,
): Promise<Look | undefined> {
  if (options.once) return workbench.service.look(analysis.id);
  let latest: Look | undefined;
  const { startProgress } = await import('../look-progress.ts');
  const progress = startProgress(io, { startMs: analysis.startMs, maxDurationMs: workbench.config.maxDurationMs });
  const onLook = (look: Look): void => {
    latest = look;
    progress.look(look);
  };
  const request = { workbench, analysisId: analysis.id, clock, sleep: deps.sleep, signal, onLook };
  try {
    await (isPast ? followPast(request) : followLive(request));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.stop();
  }
  return latest;
}

async function writeReport(report: LookReport, options: AnalyzeOptions, { io, deps }: CommandContext): Promise<void> {
  const paint = paintOf(io, options);
  const { junit, markdown } = options;
  const { renderLook } = await import('../output/render-look.ts');
  if (junit !== undefined) await deps.writeFile(junit, renderLook(report, 'junit', paint));
  if (typeof markdown === 'string') await deps.writeFile(markdown, renderLook(report, 'markdown', paint));
  const format = options.json ? 'json' : markdown === true ? 'markdown' : 'table';
  await write(io.stdout, renderLook(report, format, paint));
}
