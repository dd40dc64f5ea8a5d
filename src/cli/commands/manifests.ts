import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';

import { type Manifest, type ManifestRequest, TARGETS, type Target } from '../../manifests/manifest.ts';
import { manifestText, writeManifests } from '../../manifests/write-manifests.ts';
import type { Scope } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import { write } from '../cli-io.ts';
import { type CommandContext, type GlobalOptions, settingsOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { scopeFlag, urlFlag } from '../flags.ts';
import { UsageError } from '../usage-error.ts';

interface ManifestOptions extends GlobalOptions {
  readonly for: Target;
  readonly out?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly url?: string;
  readonly auth?: boolean;
  readonly control?: Scope;
  readonly candidate?: Scope;
  readonly percent?: number;
  readonly port?: number;
  readonly host?: string;
  readonly gateway?: string;
  readonly image?: string;
  readonly prometheus?: string;
}

type Detail = Exclude<keyof ManifestOptions, keyof GlobalOptions | 'for' | 'out'>;

/** What each system's manifests say; anything else given would be lost without a word. */
const DETAILS = {
  argo: ['name', 'namespace', 'url', 'auth', 'control', 'candidate', 'percent'],
  flagger: ['name', 'namespace', 'url', 'auth', 'control', 'candidate', 'percent', 'port'],
  istio: ['name', 'namespace', 'control', 'candidate', 'percent', 'host', 'gateway'],
  envoy: ['name', 'control', 'candidate', 'percent', 'host'],
  gateway: ['name', 'namespace', 'percent', 'port', 'host', 'gateway'],
  grafana: ['name', 'control', 'candidate'],
  kubernetes: ['name', 'namespace', 'auth', 'image', 'prometheus'],
} as const satisfies Record<Target, readonly Detail[]>;

const ALL_DETAILS: readonly Detail[] = [...new Set(Object.values(DETAILS).flat())];

/** `serinus manifests --for <system> <config>`: what a rollout tool, a mesh, Grafana or Kubernetes needs to be told. */
export function addManifests(program: Command, { io, deps, action }: CommandContext): void {
  program
    .command('manifests')
    .description('write the manifests that a config needs in another system, to stdout or into a folder')
    .argument('<config>', 'config file, or name of a config in the configs folder')
    .addOption(new Option('--for <system>', 'what they are for').choices(TARGETS).makeOptionMandatory())
    .option('--out <folder>', 'write a file for each into this folder; files of the same name are replaced')
    .option('--name <name>', 'name of the application; the name of the config when left out, for kubernetes serinus')
    .option('--namespace <name>', 'namespace; that of whoever applies them when left out', labelFlag)
    .option('--url <url>', 'address of Serinus in the cluster; http://serinus.serinus.svc:8080 when left out', urlFlag)
    .option('--auth', 'the server asks who its clients are; the token is in the secret serinus')
    .option('--control <k=v>', 'variables of the control, separated by commas', scopeFlag)
    .option('--candidate <k=v>', 'variables of the candidate', scopeFlag)
    .option('--percent <n>', 'share of the requests for the candidate; 10 when left out, mirrored 100', percentFlag)
    .option('--port <n>', "port of the application's service; 80 when left out", portFlag)
    .option('--host <name>', 'host name that the routes are for', hostFlag)
    .option(
      '--gateway <name>',
      'gateway that the routes belong to, with its namespace as namespace/name; for gateway it is gateway when left out',
      gatewayFlag,
    )
    .option('--image <image>', 'image of Serinus; serinus with the version of this program when left out', imageFlag)
    .option('--prometheus <url>', 'Prometheus that Serinus asks; http://prometheus-operated.monitoring.svc:9090 when left out', urlFlag)
    .action(
      action(async (name: string, _own: unknown, command: Command) => {
        const options = command.optsWithGlobals<ManifestOptions>();
        assertDetails(options);
        const { config } = await deps.loadConfig(name, settingsOf(options));
        const manifests = writeManifests(options.for, requestOf(options, config, deps.version));
        if (options.out === undefined) await write(io.stdout, options.json ? asJson(manifests) : asText(manifests));
        else {
          const files = manifests.map((manifest) => ({ place: path.join(options.out!, manifest.file), text: manifestText(manifest) }));
          for (const { place, text } of files) await deps.writeFile(place, text);
          const places = files.map(({ place }) => place);
          await write(io.stdout, options.json ? `${JSON.stringify({ files: places }, null, 2)}\n` : `${places.join('\n')}\n`);
        }
        return EXIT.success;
      }),
    );
}

function assertDetails(options: ManifestOptions): void {
  const known: readonly Detail[] = DETAILS[options.for];
  const lost = ALL_DETAILS.filter((detail) => options[detail] !== undefined && !known.includes(detail));
  if (lost.length > 0)
    throw new UsageError(`manifests for ${options.for} know no --${lost.join(', --')}; they know --${known.join(', --')}`);
}

function requestOf(options: ManifestOptions, config: AnalysisConfig, version: string): ManifestRequest {
  const { namespace, host, gateway } = options;
  return {
    config,
    name: options.name ?? (options.for === 'kubernetes' ? 'serinus' : config.name),
    ...(namespace !== undefined && { namespace }),
    url: options.url ?? 'http://serinus.serinus.svc:8080',
    auth: options.auth ?? false,
    control: options.control ?? {},
    candidate: options.candidate ?? {},
    percent: options.percent ?? (config.mode === 'shadow' ? 100 : 10),
    port: options.port ?? 80,
    ...(host !== undefined && { host }),
    ...(gateway !== undefined && { gateway }),
    image: options.image ?? `serinus:${version}`,
    prometheusUrl: options.prometheus ?? 'http://prometheus-operated.monitoring.svc:9090',
  };
}

function asText(manifests: readonly Manifest[]): string {
  return manifests.map(manifestText).join('---\n');
}

function asJson(manifests: readonly Manifest[]): string {
  return `${JSON.stringify(
    manifests.map(({ data }) => data),
    null,
    2,
  )}\n`;
}

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';

function labelFlag(text: string): string {
  if (!new RegExp(`^${LABEL}$`).test(text)) throw new InvalidArgumentError('lower-case letters, digits and dashes are needed, at most 63');
  return text;
}

function gatewayFlag(text: string): string {
  if (!new RegExp(`^(${LABEL}/)?${LABEL}$`).test(text)) throw new InvalidArgumentError('not a name such as edge or istio-system/edge');
  return text;
}

function hostFlag(text: string): string {
  if (text.length > 253 || !new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})*$`).test(text))
    throw new InvalidArgumentError('not a host name such as shop.example');
  return text;
}

function imageFlag(text: string): string {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._:/@-]{0,511}$/.test(text))
    throw new InvalidArgumentError('not an image such as registry.example/serinus:1.2.3');
  return text;
}

const percentFlag = (text: string): number => wholeNumber(text, 100);
const portFlag = (text: string): number => wholeNumber(text, 65_535);

function wholeNumber(text: string, most: number): number {
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > most) throw new InvalidArgumentError(`not a whole number from 1 to ${most}`);
  return Number(text);
}
