import { type Command, Option } from 'commander';

import type { Store } from '../../analysis/ports/store.ts';
import { type Rejudged, rejudge } from '../../analysis/rejudge.ts';
import { NotFoundError } from '../../errors.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, settingsOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { countFlag, type Moment, momentFlag, momentMs } from '../flags.ts';

interface RejudgeOptions extends GlobalOptions {
  readonly look?: number;
  readonly slot?: Moment;
  readonly store?: string;
}

/** `serinus rejudge <analysis>`: the stored look judged once more from its stored series. Differences are exit status 1. */
export function addRejudge(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('rejudge')
    .description('judge a stored look again from the series it saw, and compare')
    .argument('<analysis>', 'id of the analysis')
    .option('--look <n>', 'number of the look; the latest when neither this nor --slot is given', countFlag)
    .addOption(new Option('--slot <time>', 'time of the look').argParser(momentFlag).conflicts('look'))
    .option('--store <path>', 'store file; that of the settings when left out')
    .action(
      action(async (id: string, _own: unknown, command: Command) => {
        const options = command.optsWithGlobals<RejudgeOptions>();
        const { store, judges } = await deps.openStored(options.store, settingsOf(options));
        try {
          const slotMs =
            options.look !== undefined
              ? await slotOfLook(store, id, options.look)
              : options.slot && momentMs(options.slot, deps.clock.now());
          const rejudged = await rejudge({ store, judges }, id, slotMs);
          await write(io.stdout, options.json ? asJson(rejudged) : asText(rejudged));
          return rejudged.differences.length === 0 ? EXIT.success : EXIT.unexpected;
        } finally {
          await store.close();
        }
      }),
    );
}

async function slotOfLook(store: Store, analysisId: string, number: number): Promise<number> {
  let cursor: string | undefined;
  do {
    const page = await store.listLooks(analysisId, { limit: 100, ...(cursor !== undefined && { cursor }) });
    const found = page.items.find((look) => look.number === number);
    if (found !== undefined) return found.slotMs;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  throw new NotFoundError('look', `${analysisId}, look ${number}`);
}

function asText({ look, again, differences }: Rejudged): string {
  const which = `look ${look.number} of ${look.analysisId} at ${new Date(look.slotMs).toISOString()}`;
  if (differences.length === 0) return `${which}: the same again, ${again.verdict}: ${again.reason}\n`;
  const lines = differences.map(({ path, stored, again }) => `  ${path}: stored ${JSON.stringify(stored)}, now ${JSON.stringify(again)}`);
  return [`${which}: ${differences.length} ${differences.length === 1 ? 'value differs' : 'values differ'}`, ...lines, ''].join('\n');
}

function asJson({ look, again, differences }: Rejudged): string {
  const { analysisId, number, slotMs } = look;
  return `${JSON.stringify({ analysis: analysisId, look: number, slotMs, same: differences.length === 0, differences, again }, null, 2)}\n`;
}
