import { once } from 'node:events';
import type { Command } from 'commander';

import type { Look } from '../../model/analysis.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, paintOf } from '../command-context.ts';
import { readRecording } from '../demo/recording.ts';
import { startReplay } from '../demo/replay-server.ts';
import { runDemo } from '../demo/run-demo.ts';
import { EXIT } from '../exit-codes.ts';

interface DemoOptions extends GlobalOptions {
  readonly once?: boolean;
}

/** Time between two recorded minutes for a person who watches. */
const PACE_MS = 100;

/** `serinus demo`: a healthy and a broken candidate on recorded series, through the whole program. */
export function addDemo(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('demo')
    .description('see a healthy candidate promoted and a broken one rolled back, on two recorded hours in some seconds')
    .option('--once', 'end when both verdicts are there; the default when stdout is no terminal or CI is set')
    .action(
      action(async (_own: unknown, command: Command) => {
        const options = command.optsWithGlobals<DemoOptions>();
        const { demoInvitation, demoLine, demoResult } = await import('../demo/demo-text.ts');
        const paint = paintOf(io, options);
        const say = (text: string): Promise<void> => (options.json ? Promise.resolve() : write(io.stdout, text));
        const interrupt = io.interrupt();
        const recording = readRecording(await deps.readDemoRecording());
        const names = new Map<string, string>();
        const looks: Look[] = [];
        let nowMs = recording.startS * 1000;

        await using replay = disposable(await startReplay(recording));
        const request = { prometheusUrl: replay.url, clock: { now: () => nowMs }, onLook: (look: Look) => looks.push(look) };
        await using stage = disposable(await deps.openDemo(request));
        await say(`Two recorded hours of a shop: v1 serves, v2 and v3 are candidates. The API is up at ${stage.url}\n\n`);
        const results = await runDemo(stage.service, {
          startMs: nowMs,
          onStart: (id, name) => names.set(id, name),
          async advance() {
            nowMs += recording.stepS * 1000;
            await stage.tick();
            for (const look of looks.splice(0)) await say(demoLine(look, names.get(look.analysisId) ?? '', paint));
            if (io.isInteractive) await deps.sleep(PACE_MS, interrupt);
            return !interrupt.aborted;
          },
        });
        const isExpected = results.every(({ verdict, expected }) => verdict === expected);
        if (options.json) await write(io.stdout, `${JSON.stringify({ asExpected: isExpected, results }, null, 2)}\n`);
        for (const result of results) await say(`\n${demoResult(result, paint)}`);
        if (io.isInteractive && !options.once && !interrupt.aborted) {
          await say(demoInvitation(stage.url, results));
          await once(interrupt, 'abort');
        }
        return isExpected ? EXIT.success : EXIT.unexpected;
      }),
    );
}

/** Closed when its block ends, whichever way. */
function disposable<T extends { close(): Promise<void> }>(open: T): T & AsyncDisposable {
  return Object.assign(open, { [Symbol.asyncDispose]: () => open.close() });
}
