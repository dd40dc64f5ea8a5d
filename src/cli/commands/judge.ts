import type { Command } from 'commander';

import { BadInputError, SerinusError } from '../../errors.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, settingsOf } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { judgeEveryStep, judgeWhole } from '../judge-pairs.ts';
import { readPairLine } from '../pair-line.ts';
import { readLines, TOO_LONG } from '../read-lines.ts';

interface JudgeOptions extends GlobalOptions {
  readonly looks?: boolean;
}

const MAX_LINE_CHARS = 64 * 1024 * 1024;

/** `serinus judge <config> < pairs.ndjson`: a line out for every line in, in order. A bad line is answered by its error and the rest goes on. */
export function addJudge(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('judge')
    .description('judge recorded pairs in bulk: one JSON document a line in, one out')
    .argument('<config>', 'config file, or name of a config in the configs folder')
    .option('--looks', 'look after every step and stop at the first verdict, as a running analysis would')
    .action(
      action(async (name: string, _own: unknown, command: Command) => {
        const options = command.optsWithGlobals<JudgeOptions>();
        const { config, judges } = await deps.loadConfig(name, settingsOf(options));
        let number = 0;
        let status: ExitCode = EXIT.success;
        for await (const line of readLines(io.stdin, MAX_LINE_CHARS)) {
          number++;
          if (line === '') continue;
          const answered = answer(line, number, { config, judges, everyStep: options.looks === true });
          if (answered.status > status) status = answered.status;
          await write(io.stdout, `${JSON.stringify(answered.reply)}\n`);
        }
        return status;
      }),
    );
}

interface Judging {
  readonly config: AnalysisConfig;
  readonly judges: JudgeRegistry;
  readonly everyStep: boolean;
}

function answer(line: string | typeof TOO_LONG, number: number, judging: Judging): { readonly reply: unknown; readonly status: ExitCode } {
  let document: unknown;
  try {
    if (line === TOO_LONG) throw new BadInputError('line', `is longer than ${MAX_LINE_CHARS} characters`);
    document = parse(line);
    return { reply: judged(document, judging), status: EXIT.success };
  } catch (error) {
    // Anything but a refusal of this line is a fault of ours, and no reason to lose the lines that follow.
    const isRefusal = error instanceof SerinusError;
    const message = error instanceof Error ? error.message : String(error);
    const reply = { ...idOf(document), line: number, error: { code: isRefusal ? error.code : 'INTERNAL', message } };
    return { reply, status: isRefusal ? EXIT.badData : EXIT.internal };
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new BadInputError('line', `is no JSON: ${(cause as Error).message}`, { cause });
  }
}

function judged(document: unknown, { config, judges, everyStep }: Judging): unknown {
  const line = readPairLine(document, config.metrics, config.stepMs);
  if (!everyStep) return replyOf(line.id, judgeWhole(config, judges, line));
  const { decision, step } = judgeEveryStep(config, judges, line);
  return { ...replyOf(line.id, decision), decidedAtStep: decision.verdict === 'continue' ? null : step };
}

function replyOf(id: string | number, { verdict, score, reason, metrics }: ReturnType<typeof judgeWhole>): Record<string, unknown> {
  return {
    id,
    verdict,
    score,
    reason,
    metrics: metrics.map(({ name, classification, reason: why, score: own, effect, moreSteps, judgements }) => ({
      name,
      classification,
      reason: why,
      score: own,
      effect,
      moreSteps,
      judgements,
    })),
  };
}

function idOf(document: unknown): { readonly id?: string | number } {
  if (typeof document !== 'object' || document === null || !('id' in document)) return {};
  return typeof document.id === 'string' || typeof document.id === 'number' ? { id: document.id } : {};
}
