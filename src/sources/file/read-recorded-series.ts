import { readFile } from 'node:fs/promises';
import { BadInputError } from '../../errors.ts';
import { parseJson } from './parse-json.ts';
import { putOnGrid } from './put-on-grid.ts';
import type { RecordedSeries } from './recorded-series.ts';

/**
 * The series recorded in a file, CSV or JSON by the end of its name (docs/files.md has both forms).
 * @param stepMs time between samples; by default the smallest distance of two times in the file.
 * @throws {BadInputError} the file cannot be read, or what is wrong in it with its place.
 */
export async function readRecordedSeries(file: string, { stepMs }: { readonly stepMs?: number } = {}): Promise<RecordedSeries> {
  const parse = file.endsWith('.json') ? parseJson : file.endsWith('.csv') ? await loadCsv() : undefined;
  if (!parse) throw new BadInputError(file, 'is neither a .csv nor a .json file');
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new BadInputError(file, `cannot be read (${cause.code})`, { cause });
  });
  return putOnGrid([...parse(text, file)], file, stepMs);
}

/** Loaded when there is such a file: a server never reads one. */
async function loadCsv() {
  const { parseCsv } = await import('./parse-csv.ts');
  return parseCsv;
}
