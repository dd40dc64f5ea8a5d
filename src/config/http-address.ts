import { SettingsError } from './settings-error.ts';

/**
 * An http or https address without credentials, which would have to be sent elsewhere. What is none is not repeated: it may be a secret.
 * @throws {SettingsError}
 */
export function httpAddress(field: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw new SettingsError([`${field}: is no http or https address`]);
  if (url.username !== '' || url.password !== '') throw new SettingsError([`${field}: holds credentials, which are not sent`]);
  return url;
}

/** The address of a server, to which paths are added.  @throws {SettingsError} as httpAddress does, and with ? or #. */
export function rootAddress(field: string, text: string): URL {
  const url = httpAddress(field, text);
  if (url.search !== '' || url.hash !== '') throw new SettingsError([`${field}: must end with its path, without ? and #`]);
  return url;
}
