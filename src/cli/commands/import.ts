import { type Command, InvalidArgumentError } from 'commander';

import { CODE_PLACEHOLDERS } from '../../analysis/queries/code-placeholders.ts';
import type { ImportedConfigs, ImportRequest } from '../cli-deps.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, settingsOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { withoutControlCharacters } from '../output/control-characters.ts';

interface ImportOptions extends GlobalOptions {
  readonly out?: string;
  readonly label?: string;
}

/** `serinus import kayenta|openslo <file>`: a config of ours on stdout, and on stderr what it does not carry over. */
export function addImport(program: Command, context: CommandContext): void {
  const command = program.command('import').description('make a config of a file of another tool');
  const add = (format: ImportRequest['format'], about: string): Command =>
    command
      .command(format)
      .description(about)
      .argument('<file>', 'the file')
      .option('--out <file>', 'write the config here, in the place of stdout')
      .action(
        context.action(async (file: string, _own: unknown, own: Command) => {
          const options = own.optsWithGlobals<ImportOptions>();
          const { out, label = 'version' } = options;
          const imported = await context.deps.importConfigs({ format, file, label }, settingsOf(options));
          if (out !== undefined) await context.deps.writeFile(out, imported.yaml);
          await say(imported, options, context);
          return EXIT.success;
        }),
      );
  add('kayenta', "Kayenta's canary config (JSON)");
  add('openslo', 'SLOs of OpenSLO v1 (YAML)').option(
    '--label <name>',
    "label that tells the sides' series apart; version when left out",
    labelFlag,
  );
}

async function say({ documents, notes, yaml }: ImportedConfigs, { out, json }: ImportOptions, { io }: CommandContext): Promise<void> {
  if (json) return write(io.stdout, `${JSON.stringify({ configs: documents, notes }, null, 2)}\n`);
  if (out === undefined) await write(io.stdout, yaml);
  for (const { field, message } of notes) await write(io.stderr, `${withoutControlCharacters(`${field}: ${message}`)}\n`);
  const names = documents.map(({ metadata }) => metadata.name).join(', ');
  await write(
    io.stderr,
    `serinus: ${names}${out === undefined ? '' : ` in ${out}`}, ${notes.length} ${notes.length === 1 ? 'thing' : 'things'} to look at\n`,
  );
}

function labelFlag(text: string): string {
  if (!/^[a-zA-Z_]\w*$/.test(text) || CODE_PLACEHOLDERS.includes(text))
    throw new InvalidArgumentError('not the name of a label that a variable can have');
  return text;
}
