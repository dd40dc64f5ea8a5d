import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createIntake, type Intake } from '../../src/analysis/comparison/intake.ts';
import { untilRoom } from '../../src/analysis/comparison/take-pairs.ts';
import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import type { Store } from '../../src/analysis/ports/store.ts';
import { BUILT_IN_COMPARATORS } from '../../src/comparison/built-in-comparators.ts';
import { takeLines } from '../../src/http/take-lines.ts';
import type { ConfigDocument } from '../../src/model/config-document.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { configDocument, stubJudges } from '../support/config-document.ts';
import { comparisonsByHttp } from './compare-http.ts';
import { classificationLines, embeddingLines } from './comparison-lines.ts';
import type { Report } from './figure.ts';
import { compare } from './side-by-side.ts';

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 10;
/** As many as a config keeps by default, and some that happen to agree. */
const SAMPLES_A_DAY = 1_200;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const KINDS = [
  {
    ...{ name: 'classes with confidences, ~290 bytes a line', count: 200_000, atLeast: 0.5, make: classificationLines },
    comparator: { type: 'classification' },
  },
  {
    ...{ name: 'embeddings of 384 numbers, ~8 kB a line', count: 10_000, atLeast: 0.6, make: embeddingLines },
    comparator: { type: 'embedding' },
  },
] as const;

/**
 * Pairs a second through the whole intake, from the bytes of NDJSON to the commit in an SQLite file: split, parsed, checked, compared,
 * tallied, known by their ids. Beside it JSON.parse of the same lines, read from the same bytes. Every round has new ids.
 */
export default async function comparisons(report: Report): Promise<void> {
  for (const { name, count, atLeast, make, comparator } of KINDS) {
    const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
    const store = await openSqliteStore({ path: path.join(folder, 'pairs.db') });
    const intake = intakeOf(store, comparator);
    let round = 0;
    let lines: readonly string[] = [];
    let bytes = Buffer.alloc(0);
    // The samples of a day are kept with its first divergent pairs: what is measured is all the rest of it.
    const first = [...make({ count: SAMPLES_A_DAY, seed: 8, divergent: 1 })];
    await bring(intake, Buffer.from(`${first.join('\n')}\n`));
    const next = (): void => {
      lines = [...make({ count, seed: 7, divergent: 0.03, first: round++ * count })];
      bytes = Buffer.from(`${lines.join('\n')}\n`);
    };
    const timed = async (work: () => unknown): Promise<number> => {
      collectGarbage(); // Of making the lines, which neither side has to answer for.
      const startMs = performance.now();
      await work();
      return count / ((performance.now() - startMs) / 1000);
    };
    try {
      const ours = (): Promise<number> => timed(() => bring(intake, bytes));
      const theirs = (): Promise<number> => timed(() => parseLines(bytes));
      const { ratio, spread, ours: a, theirs: b } = await compare(ours, theirs, { before: next });
      report({ name, value: ratio, unit: 'of parsing', limit: { atLeast }, spread });
      report({ name: '  pairs a second', value: a, unit: '/s' });
      report({ name: '  lines parsed a second', value: b, unit: '/s' });
      const parsed = await compare(
        () => timed(() => parseLines(bytes)),
        () =>
          timed(() => {
            for (const line of lines) JSON.parse(line);
          }),
        { before: next, rounds: 5 },
      );
      report({ name: '  of parsing lines that are texts already', value: ratio * parsed.ratio, unit: 'of parsing' });
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  await comparisonsByHttp(report);
}

/** What anybody must do to read the lines, and nothing else: a text of some whole lines at a time, cut, and each of them parsed. */
function parseLines(bytes: Buffer): void {
  for (let from = 0; from < bytes.length; ) {
    const to = bytes.lastIndexOf(NEWLINE, from + CHUNK_BYTES);
    const text = bytes.toString('latin1', from, to);
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf('\n', start);
      JSON.parse(end < 0 ? text.slice(start) : text.slice(start, end));
      start = end < 0 ? text.length : end + 1;
    }
    from = to + 1;
  }
}

export function intakeOf(store: Store, comparator: { readonly type: string }): Intake {
  const document = configDocument();
  const spec = { ...document.spec, comparison: { comparators: { answer: comparator }, segment: 'locale' } };
  const config = resolveConfig({ ...document, metadata: { name: 'models' }, spec } as ConfigDocument, stubJudges);
  const clock = { now: Date.now };
  return createIntake({ store, clock, configs: new Map([['models', config]]), comparators: BUILT_IN_COMPARATORS });
}

/** As a route receives it, but for the sockets. */
export async function bring(intake: Intake, bytes: Buffer): Promise<void> {
  const taking = intake.begin({ config: 'models', candidate: 'candidate' }, 'pairs');
  const lines = takeLines(taking);
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    lines.push(bytes.subarray(from, from + CHUNK_BYTES));
    await untilRoom(taking);
    await setImmediate();
  }
  lines.end();
  await taking.end();
}
