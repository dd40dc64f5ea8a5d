import { access } from 'node:fs/promises';
import path from 'node:path';
import { pathText } from '../analysis/config/problem.ts';
import { schemaProblems } from '../analysis/config/schema-problems.ts';
import type { RetentionRules } from '../analysis/forget-outdated.ts';
import type { AnalysisLimits } from '../analysis/limits.ts';
import type { AccessRules } from '../model/access.ts';
import { authSettings } from './auth-settings.ts';
import { type ChannelSettings, channelSettings } from './channel-settings.ts';
import { type Environment, envText } from './environment.ts';
import { type HttpSettings, httpSettings } from './http-settings.ts';
import { limitSettings } from './limit-settings.ts';
import { readTextFile } from './read-text-file.ts';
import { readYaml } from './read-yaml.ts';
import { type RememberSettings, rememberSettings } from './remember-settings.ts';
import { retentionSettings } from './retention-settings.ts';
import { LOG_LEVELS, SettingsDocument } from './settings-document.ts';
import { SettingsError } from './settings-error.ts';
import type { SettingsFlags } from './settings-flags.ts';
import { type SourceSettings, sourceSettings } from './source-settings.ts';
import { type StoreSettings, storeSettings } from './store-settings.ts';
import { type TracingSettings, tracingSettings } from './tracing-settings.ts';

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything the program is told by its operator. */
export interface Settings {
  readonly sources: Readonly<Record<string, SourceSettings>>;
  /** What is kept of the sources' answers. */
  readonly remember: RememberSettings;
  /** Folder of configs; undefined when none is named and there is no ./configs. */
  readonly configsFolder: string | undefined;
  /** Folders of judges beside our own. */
  readonly judgeFolders: readonly string[];
  /** Folders of comparators beside our own. */
  readonly comparatorFolders: readonly string[];
  readonly store: StoreSettings;
  /** How long the store keeps what. */
  readonly retention: RetentionRules;
  /** How large analyses may be. */
  readonly limits: AnalysisLimits;
  readonly http: HttpSettings;
  /** Undefined: nobody is asked who they are. */
  readonly auth?: AccessRules;
  /** Who is told of looks and verdicts. */
  readonly channels: readonly ChannelSettings[];
  readonly log: { readonly level: LogLevel };
  /** Undefined: no traces are made. */
  readonly tracing?: TracingSettings;
  /** What the operator should know of these settings; to be logged at the start. */
  readonly warnings: readonly string[];
}

/**
 * Settings from flags, environment and the settings file, in this order. Paths in the settings file are relative to it.
 * An environment variable that is empty counts as absent.
 * @throws {SettingsError} something is wrong; its message names all of it, and never a secret.
 */
export async function loadSettings(env: Environment, flags: SettingsFlags = {}): Promise<Settings> {
  const file = flags.settings ?? envText(env, 'SERINUS_SETTINGS');
  const { document, base } = file === undefined ? { document: {}, base: '.' } : await readSettingsFile(file);
  const fromBase = (place: string): string => path.resolve(base, place);

  const sources = await sourceSettings(document.sources ?? {}, { env, fromBase, prometheusUrl: envText(env, 'PROMETHEUS_URL') });
  const auth = document.auth && (await authSettings(document.auth, { env, fromBase }));
  const channels = await channelSettings(document, { env, fromBase });
  const http = httpSettings(document.http ?? {}, env, { ...flags, hasAuth: auth !== undefined });
  const tracing = tracingSettings(env);
  const folders = (variable: string): readonly string[] | undefined => envText(env, variable)?.split(path.delimiter).filter(Boolean);
  return {
    sources,
    remember: rememberSettings(document.remember),
    configsFolder:
      flags.configs ?? envText(env, 'SERINUS_CONFIGS') ?? (document.configs && fromBase(document.configs)) ?? (await defaultConfigs()),
    judgeFolders: flags.judges ?? folders('SERINUS_JUDGES') ?? (document.judges ?? []).map(fromBase),
    comparatorFolders: flags.comparators ?? folders('SERINUS_COMPARATORS') ?? (document.comparators ?? []).map(fromBase),
    store: await storeSettings(document.store ?? {}, flags.store, { env, fromBase }),
    retention: retentionSettings(document.store?.retention),
    limits: limitSettings(document.limits),
    http: http.settings,
    ...(auth && { auth }),
    channels,
    log: { level: logLevel(flags.logLevel ?? envText(env, 'LOG_LEVEL') ?? document.log?.level ?? 'info') },
    ...(tracing.settings && { tracing: tracing.settings }),
    warnings: [...http.warnings, ...tracing.warnings],
  };
}

async function readSettingsFile(file: string): Promise<{ readonly document: SettingsDocument; readonly base: string }> {
  const read = await readTextFile(file);
  if ('problem' in read) throw new SettingsError([`${file}: ${read.problem.message}`]);
  const { documents, problems } = readYaml(read.text);
  if (problems.length > 0) throw new SettingsError(problems.map(({ line, message }) => `${file}:${line}: ${message}`));
  const [only, ...others] = documents;
  if (others.length > 0) throw new SettingsError([`${file}:${others[0]!.lineOf([])}: has more than one document; settings are one`]);
  const value = only?.value ?? {};
  // Without the values: one of them may be a secret in the wrong place.
  const wrong = schemaProblems(SettingsDocument, value).map(
    ({ path: at, message }) => `${file}:${only?.lineOf(at) ?? 1}: ${at.length === 0 ? 'the file' : pathText(at)} ${message}`,
  );
  if (wrong.length > 0) throw new SettingsError(wrong);
  return { document: value as SettingsDocument, base: path.dirname(file) };
}

async function defaultConfigs(): Promise<string | undefined> {
  return access('configs').then(
    () => 'configs',
    () => undefined,
  );
}

function logLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text);
  if (level === undefined) throw new SettingsError([`the log level must be one of ${LOG_LEVELS.join(', ')}, not ${JSON.stringify(text)}`]);
  return level;
}
