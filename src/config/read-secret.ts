import { readFile } from 'node:fs/promises';
import { type Secret, secret } from '../model/secret.ts';
import { type Environment, envText } from './environment.ts';
import { SettingsError } from './settings-error.ts';

export interface SecretPlaces {
  readonly env: Environment;
  /** A path of the settings file, made absolute. */
  readonly fromBase: (place: string) => string;
}

/** A secret from exactly one of an environment variable and a file; one line break at the file's end is not part of it.
 *  @param field where the settings name it, for messages.  @throws {SettingsError} none or both are named, or it is absent, unreadable or empty. */
export async function readSecret(
  field: string,
  named: { readonly env: string | undefined; readonly file: string | undefined },
  { env, fromBase }: SecretPlaces,
): Promise<Secret> {
  if ((named.env === undefined) === (named.file === undefined))
    throw new SettingsError([`${field}: name either an environment variable or a file`]);
  if (named.env !== undefined) {
    const text = envText(env, named.env);
    if (text === undefined) throw new SettingsError([`${field}: the environment variable ${named.env} is not set`]);
    return secret(text);
  }
  const file = fromBase(named.file!);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new SettingsError([`${field}: the file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`], { cause });
  }
  text = text.replace(/\r?\n$/, '');
  if (text === '') throw new SettingsError([`${field}: the file ${file} is empty`]);
  return secret(text);
}
