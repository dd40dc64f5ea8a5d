import { readFile } from 'node:fs/promises';

/** package.json lies above src/, and above dist/src/ once built. */
const PLACES = ['../../package.json', '../../../package.json'];

/** The program's version, as the package says it. */
export async function programVersion(): Promise<string> {
  for (const place of PLACES) {
    const text = await readFile(new URL(place, import.meta.url), 'utf8').catch(() => undefined);
    const parsed: unknown = text === undefined ? undefined : JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') return parsed.version;
  }
  return '0.0.0';
}
