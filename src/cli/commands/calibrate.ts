import { type Command, InvalidArgumentError, Option } from 'commander';

import { calibrate, defaultHistory } from '../../analysis/calibrate/calibrate.ts';
import type { Calibration, SameVersion } from '../../analysis/calibrate/calibration.ts';
import type { InstanceCounts } from '../../analysis/calibrate/scale-noise.ts';
import { StoreError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import type { CalibrationBench } from '../cli-deps.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, paintOf, settingsOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { type Moment, momentFlag, momentMs, scopeFlag, urlFlag } from '../flags.ts';
import { postProfiles } from '../post-profiles.ts';
import { UsageError } from '../usage-error.ts';

interface CalibrateOptions extends GlobalOptions {
  readonly control: Scope;
  readonly candidate?: Scope;
  readonly halves?: string;
  readonly instances?: InstanceCounts;
  readonly from?: Moment;
  readonly to?: Moment;
  readonly cut: readonly Moment[];
  readonly prometheus?: string;
  readonly server?: string;
  readonly dryRun?: boolean;
}

/** `serinus calibrate <config>`: learns the metrics' noise from a time without a release, and says how the config would have done. */
export function addCalibrate(program: Command, context: CommandContext): void {
  const { io, deps, action } = context;
  program
    .command('calibrate')
    .description("learn the metrics' noise from a time without a release, and replay that time as harmless and harmful releases")
    .argument('<config>', 'config file, or name of a config in the configs folder')
    .requiredOption('--control <k=v>', 'variables of the control, separated by commas', scopeFlag)
    .addOption(
      new Option('--halves <label>', "compare two halves of the control's instances, told apart by this label").conflicts('candidate'),
    )
    .option('--candidate <k=v>', 'or compare with a candidate of the same version', scopeFlag)
    .option('--instances <control:candidate>', 'instances on each side of a release; needed with --halves', instancesFlag)
    .option(
      '--from <time>',
      'begin of the history: RFC 3339, Unix seconds or how long ago; 720 steps before its end when left out',
      momentFlag,
    )
    .option('--to <time>', 'end of the history; now when left out', momentFlag)
    .option('--cut <time>', 'a known deploy or restart within the history; repeat it for more', momentsFlag, [])
    .option('--prometheus <url>', "address of the Prometheus to ask, in the place of the settings' source", urlFlag)
    .addOption(
      new Option('--server <url>', 'give the profiles to this server, in the place of the store').argParser(urlFlag).conflicts('dryRun'),
    )
    .option('--dry-run', 'store nothing')
    .action(
      action(async (config: string, _own: unknown, command: Command) => {
        const options = command.optsWithGlobals<CalibrateOptions>();
        const sides = sidesOf(options);
        if (!options.dryRun && options.server === undefined) await assertFree(options, context);
        const bench = await deps.openCalibration(
          { config, ...(options.prometheus !== undefined && { prometheusUrl: options.prometheus }) },
          settingsOf(options),
        );
        const found = await run(bench, sides, options, context);
        if (found === undefined) {
          await write(io.stderr, 'serinus: interrupted, nothing was stored\n');
          return EXIT.continue;
        }
        if (!options.dryRun && found.profiles.length > 0) await keep(found, options, context);
        const { calibrationTable } = await import('../output/calibration-table.ts');
        await write(io.stdout, options.json ? `${JSON.stringify(found, null, 2)}\n` : calibrationTable(found, paintOf(io, options)));
        if (!options.json) await write(io.stderr, `serinus: ${ending(found, options)}\n`);
        return found.profiles.length > 0 ? EXIT.success : EXIT.unexpected;
      }),
    );
}

function sidesOf({ control, candidate, halves, instances }: CalibrateOptions): SameVersion {
  if (halves === undefined) {
    if (candidate === undefined) throw new UsageError('--halves or --candidate is needed: noise is learnt from two sides of one version');
    if (instances !== undefined) throw new UsageError('--instances goes with --halves: two scopes are taken as they were');
    return { kind: 'scopes', control, candidate };
  }
  if (instances === undefined)
    throw new UsageError('--halves needs --instances, such as 6:1: the noise of a release depends on how many instances each side has');
  return { kind: 'halves', label: halves, control, instances };
}

async function run(
  { config, judges, source }: CalibrationBench,
  sides: SameVersion,
  options: CalibrateOptions,
  { io, deps }: CommandContext,
): Promise<Calibration | undefined> {
  const nowMs = deps.clock.now();
  const toMs = options.to === undefined ? nowMs : momentMs(options.to, nowMs);
  if (toMs > nowMs) throw new UsageError(`--to ${new Date(toMs).toISOString()} is yet to come`);
  const span = defaultHistory(config, toMs);
  const fromMs = options.from === undefined ? span.fromMs : momentMs(options.from, nowMs);
  const cutsMs = options.cut.map((cut) => momentMs(cut, nowMs));
  const signal = io.interrupt();
  const { showCalibration } = await import('../calibration-progress.ts');
  const progress = showCalibration(io);
  try {
    const request = { config, judges, source, sides, fromMs, toMs: span.toMs, cutsMs };
    return await calibrate({ ...request, onProgress: progress.on, signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    progress.stop();
  }
}

/** Before minutes of work, rather than after them. */
async function assertFree(options: CalibrateOptions, { deps }: CommandContext): Promise<void> {
  try {
    await (await deps.openStoreToWrite(settingsOf(options))).close();
  } catch (cause) {
    if (!(cause instanceof StoreError) || cause.code !== 'STORE_LOCKED') throw cause;
    const how = 'give the profiles to the server that has it by --server, or look without storing by --dry-run';
    throw new StoreError('STORE_LOCKED', `${cause.message}; ${how}`, { cause });
  }
}

async function keep({ config, profiles }: Calibration, options: CalibrateOptions, { deps }: CommandContext): Promise<void> {
  if (options.server !== undefined) return postProfiles(deps.fetch, options.server, { config, profiles });
  const store = await deps.openStoreToWrite(settingsOf(options));
  try {
    for (const profile of profiles) await store.saveNoiseProfile(config, profile);
  } finally {
    await store.close();
  }
}

function ending({ profiles }: Calibration, { dryRun, server }: CalibrateOptions): string {
  const count = `${profiles.length} noise ${profiles.length === 1 ? 'profile' : 'profiles'}`;
  if (profiles.length === 0) return 'no noise profile was learnt; analyses judge by the noise of their own run';
  if (dryRun) return `${count} learnt, none stored`;
  return `${count} ${server === undefined ? 'stored' : `given to ${server}`}: analyses that start from now on use them`;
}

function instancesFlag(text: string): InstanceCounts {
  const [control = 0, candidate = 0] = /^([1-9]\d{0,5}):([1-9]\d{0,5})$/.exec(text)?.slice(1).map(Number) ?? [];
  if (control === 0) throw new InvalidArgumentError('not two numbers of instances such as 6:1');
  return { control, candidate };
}

function momentsFlag(text: string, before: readonly Moment[]): readonly Moment[] {
  return [...before, momentFlag(text)];
}
