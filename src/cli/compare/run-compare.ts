import { comparesAnswers } from '../../analysis/comparison/compared-config.ts';
import { resolveComparison } from '../../analysis/config/resolve-comparison.ts';
import type { ComparatorRegistry } from '../../comparison/comparator.ts';
import { comparisonPlan } from '../../comparison/comparison-plan.ts';
import { redactor } from '../../comparison/redact.ts';
import type { DivergenceReport } from '../../comparison/report/divergence-report.ts';
import { divergenceReport } from '../../comparison/report/report-from-tallies.ts';
import type { ComparisonConfig } from '../../model/comparison-config.ts';
import type { SettingsChoice } from '../cli-deps.ts';
import { write } from '../cli-io.ts';
import type { CommandContext } from '../command-context.ts';
import { showReading } from '../compare-progress.ts';
import type { Paint } from '../output/paint.ts';
import { renderDivergence } from '../output/render-divergence.ts';
import { UsageError } from '../usage-error.ts';
import type { AnswerFile } from './answer-file.ts';
import { comparePairs, compareSides, type FileComparison, type FilesCompared } from './compare-files.ts';
import { foldSteps } from './fold-steps.ts';
import type { AnswerSide } from './join-answers.ts';
import type { ReportFormat } from './report-format.ts';

/** Error level of each limit of an interval, where no config says another. */
const ALPHA = 0.05;

export interface CompareRequest {
  /** Without a candidate, the control's is a file of pairs. */
  readonly files: Readonly<Partial<Record<AnswerSide, string>>> & { readonly control: string };
  /** A comparator, or a config with its name or file. */
  readonly by:
    | { readonly config: string }
    | { readonly type: string; readonly parameters: Readonly<Record<string, unknown>>; readonly path: string };
  /** Every line is an answer by itself. */
  readonly isPlain: boolean;
  /** Requests that wait for their other answer, at most. */
  readonly maxWaiting: number;
  readonly settings: SettingsChoice;
  readonly format: ReportFormat;
  readonly paint: Paint;
}

interface Rules {
  readonly name: string;
  readonly comparison: ComparisonConfig;
  readonly comparators: ComparatorRegistry;
  readonly alpha: number;
}

/** Compares the files, prints the report on stdout and what is to be known of the lines on stderr. @throws {SerinusError} */
export async function runCompare(
  request: CompareRequest,
  context: Pick<CommandContext, 'io' | 'deps'>,
): Promise<{ readonly report: DivergenceReport; readonly found: FilesCompared }> {
  const { io, deps } = context;
  const { name, comparison, comparators, alpha } = await rulesOf(request, context);
  // Files have no time, so no heartbeat is ever late.
  const { heartbeat } = comparison;
  const fold = foldSteps({ plan: comparisonPlan(comparison, comparators), redact: redactor(comparison.redact) }, deps.clock);
  const found = await readAll(request, fold, context);
  const { details, ...folded } = fold.end();
  const report = divergenceReport({
    ...folded,
    ...{ config: name, candidate: request.files.candidate ?? request.files.control, details: [details], alpha },
    comparison: { ...comparison, ...(heartbeat && { heartbeat: { ...heartbeat, everyMs: Infinity } }) },
    sampleCounts: { stored: 0, marks: { 'candidate-better': 0, 'control-better': 0, 'both-fine': 0, noise: 0 } },
  });
  await write(io.stdout, renderDivergence(report, request.format, request.paint));
  for (const note of notesOf(found, request)) await write(io.stderr, `serinus: ${note}\n`);
  return { report, found };
}

async function rulesOf({ by, settings }: CompareRequest, { deps }: Pick<CommandContext, 'deps'>): Promise<Rules> {
  if ('config' in by) {
    const { config, comparators } = await deps.loadConfig(by.config, settings);
    if (!comparesAnswers(config)) throw new UsageError(`${by.config} compares no answers: it has no section spec.comparison`);
    return { name: config.name, comparison: config.comparison, comparators, alpha: config.alpha };
  }
  const { type, parameters, path } = by;
  const comparison = resolveComparison({ comparators: { [type]: { type, parameters, path } } });
  return { name: type, comparison, comparators: await deps.loadComparators(settings), alpha: ALPHA };
}

async function readAll(
  { files, isPlain, maxWaiting }: CompareRequest,
  fold: FileComparison['fold'],
  { io, deps }: Pick<CommandContext, 'io' | 'deps'>,
): Promise<FilesCompared> {
  const control = await deps.openAnswers(files.control);
  const candidate = files.candidate === undefined ? undefined : await deps.openAnswers(files.candidate);
  const secondControl = files.secondControl === undefined ? undefined : await deps.openAnswers(files.secondControl);
  assertApart([control, candidate, secondControl]);
  const bytes = control.bytes + (candidate?.bytes ?? 0) + (secondControl?.bytes ?? 0);
  const progress = showReading(io, bytes);
  const watching = { onBytes: progress.on, signal: io.interrupt() };
  try {
    if (candidate === undefined) return await comparePairs(control, { fold, maxWaiting, ...watching });
    const sides = { control, candidate, ...(secondControl && { secondControl }) };
    return await compareSides(sides, { fold, maxWaiting, isPlain, ...watching });
  } finally {
    progress.stop();
  }
}

/** A file agrees with itself, which would read as a perfect candidate, or as a control without noise. */
function assertApart(files: readonly (AnswerFile | undefined)[]): void {
  const known = new Map<string, string>();
  for (const file of files) {
    if (file?.identity === undefined) continue;
    const other = known.get(file.identity);
    if (other !== undefined) throw new UsageError(`${other} and ${file.name} are the same file`);
    known.set(file.identity, file.name);
  }
}

function notesOf(
  { joinedBy, badLines, problems, givenUp, isInterrupted, lines }: FilesCompared,
  { files, maxWaiting, isPlain }: CompareRequest,
): string[] {
  const notes: string[] = [];
  if (isInterrupted) notes.push(`interrupted: the report is of the first ${lines} lines`);
  if (joinedBy === 'line number') notes.push('no line has an id: answers were joined by the number of their line');
  if (givenUp > 0)
    notes.push(`${givenUp} requests were given up: more than ${maxWaiting} waited for an answer further down, or too much text (--window)`);
  notes.push(...problems);
  if (badLines > problems.length) notes.push(`${badLines - problems.length} more lines are bad`);
  if (badLines > 0) notes.push(`${badLines} bad ${badLines === 1 ? 'line was' : 'lines were'} left out`);
  if (joinedBy === undefined && badLines > 0 && !isPlain && files.candidate !== undefined)
    notes.push('lines of any form are taken with --plain, and --path /answer compares one field of them');
  return notes;
}
