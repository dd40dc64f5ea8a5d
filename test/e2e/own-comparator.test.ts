import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { comparedDocument } from '../support/compared-config.ts';
import { post } from './api.ts';
import { type ServeProcess, serinus, serve } from './command-line.ts';

const box = (x: number) => ({ x, y: 0, width: 4, height: 2 });
const PAIRS = [
  { id: 'same', control: box(0), candidate: box(0) },
  { id: 'apart', control: box(0), candidate: box(9) },
  { id: 'none', control: box(0), candidate: 'no box' },
];

/** The comparator that the page shows. */
const [, BOX] = readFileSync('docs/comparators.md', 'utf8').match(/```ts\n(.*?)```/s)!;

describe("a user's own comparator, in processes of their own", () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-own-comparator-'));
  const place = (...parts: string[]): string => path.join(folder, ...parts);
  const environment = {
    SERINUS_CONFIGS: place('configs'),
    SERINUS_COMPARATORS: place('comparators'),
    SERINUS_STORE: place('serinus.db'),
  };
  let server: ServeProcess;
  before(async () => {
    for (const name of ['configs', 'comparators', 'bad']) mkdirSync(place(name));
    writeFileSync(place('comparators', 'box.ts'), BOX!);
    writeFileSync(place('bad', 'nothing.ts'), 'export const comparator = 1;\n');
    writeFileSync(place('configs', 'boxes.yaml'), JSON.stringify(comparedDocument('boxes', { comparators: { where: { type: 'box' } } })));
    writeFileSync(place('pairs.jsonl'), PAIRS.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
    server = await serve(environment);
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  it('is what a config may name', async () => {
    const { status, stderr } = await serinus(['validate'], environment);
    assert.equal(status, 0, stderr);
    const without = await serinus(['validate', place('configs', 'boxes.yaml')]);
    assert.equal(without.status, 65);
    assert.match(without.stdout, /spec\.comparison\.comparators\.where\.type: no comparator is named "box"/);
  });

  const expected = { events: 1, trials: 2 };

  it('compares files', async () => {
    const { stdout, stderr } = await serinus(['compare', place('pairs.jsonl'), '--type', 'box', '--json'], environment);
    const { divergence, errors } = JSON.parse(stdout || stderr);
    assert.deepEqual({ events: divergence.events, trials: divergence.trials }, expected);
    assert.deepEqual(errors, [{ code: 'NO_BOX', pairs: 1 }]);
  });

  it('compares what the server takes in, and is reported', async () => {
    for (const pair of PAIRS) assert.equal((await server.api.ask('/compare?config=boxes', post(pair))).status, 200);
    const { divergence, errors, comparators } = await server.api.get('/reports/divergence?config=boxes');
    assert.deepEqual({ events: divergence.events, trials: divergence.trials }, expected);
    assert.deepEqual([comparators[0].name, errors], ['where', [{ code: 'NO_BOX', pairs: 1 }]]);
  });

  it('is refused by its file where it is none, status 65', async () => {
    const { status, stderr } = await serinus(['validate'], { ...environment, SERINUS_COMPARATORS: place('bad') });
    assert.equal(status, 65);
    assert.match(stderr, /nothing\.ts: has no comparator as its default export/);
  });
});
