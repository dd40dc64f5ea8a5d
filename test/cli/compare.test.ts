import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { resolveComparison } from '../../src/analysis/config/resolve-comparison.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { BUILT_IN_COMPARATORS } from '../../src/comparison/built-in-comparators.ts';
import type { DivergenceReport } from '../../src/comparison/report/divergence-report.ts';
import type { ComparisonDocument } from '../../src/model/comparison-document.ts';
import { configOf } from '../judging/config-of.ts';
import { seeded } from '../support/random.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

type Files = Readonly<Record<string, readonly unknown[]>>;

async function compare(args: readonly string[], files: Files, comparison?: ComparisonDocument) {
  const io = memoryIo();
  const deps = fakeDeps({
    loadComparators: async () => BUILT_IN_COMPARATORS,
    loadConfig: async () => ({
      config: { ...configOf({ name: 'shop' }), ...(comparison && { comparison: resolveComparison(comparison) }) },
      judges: new Map(),
      comparators: BUILT_IN_COMPARATORS,
    }),
    async openAnswers(name) {
      const lines = files[name];
      if (lines === undefined) throw new UsageError(`${name}: cannot be read (ENOENT)`);
      const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
      return { name, bytes: text.length, identity: name, chunks: chunksOf(text) };
    },
  });
  const status = await runCli(['compare', ...args], io, deps);
  return { status, io, report: (): DivergenceReport => JSON.parse(io.out()) };
}

async function* chunksOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

const answers = (count: number, answerOf: (i: number) => unknown) =>
  Array.from({ length: count }, (_, i) => ({ id: `r${i}`, answer: answerOf(i) }));
const cats = answers(2_000, () => 'cat');
/** Another class in one of so many, no two of them neighbours. */
const dogsInOneOf = (n: number) => answers(2_000, (i) => (i % n === 0 ? 'dog' : 'cat'));
const BY_CLASS = ['c', 'd', '--type', 'classification'];
const AS_JSON = [...BY_CLASS, '--format', 'json'];

describe('serinus compare', () => {
  for (const { name, candidate, status, action } of [
    { name: 'answers that agree', candidate: cats, status: 0, action: 'roll-out' },
    { name: 'half of them others', candidate: dogsInOneOf(2), status: 10, action: 'do-not-roll-out' },
    { name: 'too few to tell', candidate: dogsInOneOf(100), status: 11, action: 'collect-more' },
  ])
    it(`${name}: status ${status}`, async () => {
      const compared = await compare(AS_JSON, { c: cats, d: candidate });
      assert.deepEqual([compared.status, compared.report().recommendation.action, compared.io.err()], [status, action, '']);
    });

  it('joins by id in any order', async () => {
    const candidate = dogsInOneOf(7);
    const random = seeded(1);
    const shuffled = candidate
      .map((line) => ({ line, at: random.uniform() }))
      .sort((a, b) => a.at - b.at)
      .map(({ line }) => line);
    const [inOrder, inNone] = await Promise.all([compare(AS_JSON, { c: cats, d: candidate }), compare(AS_JSON, { c: cats, d: shuffled })]);
    const { events, trials } = inOrder.report().divergence;
    assert.deepEqual([events, trials], [286, 2_000]);
    assert.deepEqual(
      [inNone.report().divergence.events, inNone.report().divergence.trials, inNone.report().unmatched],
      [events, trials, inOrder.report().unmatched],
    );
  });

  it('joins by the number of lines where none has an id, and says so', async () => {
    const { io, report } = await compare([...AS_JSON], { c: ['"cat"', '"dog"'], d: ['"cat"', '"cat"'] });
    assert.deepEqual([report().divergence.events, report().divergence.trials, report().cases[0]?.id], [1, 2, 'line 2']);
    assert.equal(io.err(), 'serinus: no line has an id: answers were joined by the number of their line\n');
  });

  it('takes pairs from one file', async () => {
    const pairs = [
      { id: 1, control: 'cat', candidate: 'cat' },
      { id: 2, control: 'cat', candidate: 'dog', secondControl: 'dog' },
    ];
    const { report } = await compare(['p', '--type', 'classification', '--json'], { p: pairs });
    assert.deepEqual([report().divergence.events, report().divergence.trials, report().noise?.trials], [0, 2, 1]);
  });

  it('takes the noise of a second control off', async () => {
    const noisy = dogsInOneOf(10);
    const { report, status } = await compare([...AS_JSON, '--second-control', 's'], { c: cats, d: noisy, s: noisy });
    assert.deepEqual([report().divergence.events, report().noise?.trials, status], [0, 2_000, 0]);
  });

  it('says how lines of another form are taken, when none is of its own', async () => {
    const lines = [{ id: 1, prompt: 'x', answer: 'y' }];
    const { status, io } = await compare(AS_JSON, { c: lines, d: lines });
    assert.equal(status, 65);
    assert.match(io.err(), /\nserinus: lines of any form are taken with --plain, and --path \/answer compares one field of them\n$/);
  });

  it('says what is known when it is interrupted, and is status 11', async () => {
    const io = memoryIo();
    const lines = answers(1_000, () => 'cat').map((line) => `${JSON.stringify(line)}\n`);
    const endless = async function* () {
      yield Buffer.from(lines.join(''));
      io.press();
      yield Buffer.from('{"id": "one more", "answer": "cat"}\n');
      throw new Error('must not be read');
    };
    const openAnswers = async (name: string) => ({ name, bytes: 0, chunks: name === 'c' ? endless() : chunksOf(lines.join('')) });
    const status = await runCli(['compare', ...AS_JSON], io, fakeDeps({ loadComparators: async () => BUILT_IN_COMPARATORS, openAnswers }));
    const { divergence, unmatched }: DivergenceReport = JSON.parse(io.out());
    assert.deepEqual([divergence.trials, unmatched.control.events, unmatched.candidate.events, status], [1_000, 0, 0, 11]);
    assert.match(io.err(), /^serinus: interrupted: the report is of the first 200\d lines\n/);
  });

  it('counts what one side never answered', async () => {
    const { report } = await compare(AS_JSON, { c: cats, d: cats.slice(500) });
    const { control, candidate } = report().unmatched;
    assert.deepEqual([control.events, candidate.events, report().divergence.trials], [500, 0, 1_500]);
  });

  it('gives up what waits for too long, and says so', async () => {
    const { io, report } = await compare([...AS_JSON, '--window', '10'], { c: cats.slice(0, 100), d: cats.slice(0, 100).reverse() });
    assert.ok(report().unmatched.control.events > 0);
    assert.match(io.err(), /^serinus: \d+ requests were given up: more than 10 waited/);
  });

  it('leaves bad lines out, names them without their text, and ends with status 65', async () => {
    const candidate = [
      '{"id": "r0", "answer": hunter2',
      { id: 'r1', answer: 'cat', prompt: 'hunter2' },
      { id: 'r2', answer: 'cat' },
      { id: 'r2', answer: 'dog' },
    ];
    const { status, io, report } = await compare(AS_JSON, { c: cats.slice(0, 3), d: candidate });
    assert.equal(status, 65);
    assert.deepEqual([report().divergence.events, report().divergence.trials], [0, 1]);
    assert.match(
      io.err(),
      /^serinus: d:1: the line is no JSON\nserinus: d:2: prompt: is unknown: .*\nserinus: d:4: the id was there before; .*\nserinus: 3 bad lines were left out\n$/,
    );
    assert.doesNotMatch(io.err(), /hunter2/);
  });

  it('compares a part of the answer, with parameters', async () => {
    const files = { c: [{ id: 1, price: 100, note: 'a' }], d: [{ id: 1, price: 104, note: 'b' }] };
    const by = ['c', 'd', '--type', 'numeric', '--path', '/price', '--json'];
    assert.equal((await compare([...by, '--param', 'relative=0.05'], files)).report().divergence.events, 0);
    assert.equal((await compare([...by, '--param', 'relative=0.03', '--param', 'absolute=1'], files)).report().divergence.events, 1);
  });

  it('takes lines with a field answer for answers themselves when they are plain', async () => {
    const line = (answer: string) => ({ id: 1, prompt: 'x', answer });
    const { report } = await compare(['c', 'd', '--plain', '--type', 'text', '--path', '/answer', '--json'], {
      c: [line('one two')],
      d: [line('three four')],
    });
    assert.deepEqual([report().divergence.events, report().divergence.trials], [1, 1]);
  });

  it('compares as a config does: its comparators, segments, redaction and bands', async () => {
    const comparison: ComparisonDocument = {
      comparators: { label: { type: 'classification', path: '/label' }, size: { type: 'numeric', path: '/size', counts: false } },
      segment: 'locale',
      redact: { patterns: ['hunter2'] },
      bands: { safe: 0.2 },
    } as ComparisonDocument;
    const line = (i: number, label: string) => ({ id: i, answer: { label, size: i }, features: { locale: 'en' } });
    const control = Array.from({ length: 200 }, (_, i) => line(i, i === 0 ? 'hunter2' : 'cat'));
    const { report, io } = await compare(
      ['c', 'd', '--config', 'shop', '--json'],
      { c: control, d: control.map((_, i) => line(i, i === 0 ? 'dog' : 'cat')) },
      comparison,
    );
    const { config, comparators, segments, bands, cases } = report();
    assert.deepEqual([config, comparators.map(({ name }) => name).sort(), bands.safe], ['shop', ['label', 'size'], 0.2]);
    assert.deepEqual(
      segments.map(({ name, events, trials }) => [name, events, trials]),
      [['en', 1, 200]],
    );
    assert.match(cases[0]!.control, /\[redacted\]/);
    assert.doesNotMatch(io.out(), /hunter2/);
  });

  it('no heartbeat is late in files, which have no time', async () => {
    const comparison = {
      comparators: { label: { type: 'classification' } },
      heartbeat: { prefix: 'beat', every: '1ms', expect: 'agree' },
    } as ComparisonDocument;
    const files = { c: [...cats, { id: 'beat 1', answer: 'cat' }], d: [...cats, { id: 'beat 1', answer: 'cat' }] };
    const { report, status } = await compare(['c', 'd', '--config', 'shop', '--json'], files, comparison);
    assert.deepEqual([report().heartbeats, report().divergence.trials, report().findings, status], [{ right: 1, wrong: 0 }, 2_000, [], 0]);
  });

  describe('its formats', () => {
    const hostile = '\u001b[31m<script>alert(1)</script>';
    const files = {
      c: [...cats, { id: hostile, answer: hostile }],
      d: [...dogsInOneOf(2), { id: hostile, answer: 'dog' }],
    };
    for (const [format, start] of [
      ['table', /^do not roll out: /],
      ['markdown', /^# /],
      ['html', /^<!doctype html>/i],
    ] as const)
      it(`${format} says it, and nothing of an answer is a command or a tag`, async () => {
        const { io } = await compare([...BY_CLASS, '--format', format], files);
        assert.match(io.out(), start);
        assert.match(io.out(), /cat (->|-&gt;|→) dog/);
        assert.doesNotMatch(io.out(), /\u001b/);
        if (format !== 'table') assert.doesNotMatch(io.out(), /<script/);
      });
    it('a table by default', async () =>
      assert.equal((await compare(BY_CLASS, files)).io.out(), (await compare([...BY_CLASS, '--format', 'table'], files)).io.out()));
  });

  const refused: { name: string; args: string[]; message: RegExp; status?: number }[] = [
    { name: 'neither a comparator nor a config', args: ['c', 'd'], message: /say how to compare: --type or --config/ },
    {
      name: 'both',
      args: ['c', 'd', '--type', 'text', '--config', 'shop'],
      message: /'--config <config>' cannot be used with option '--type/,
    },
    {
      name: 'an unknown comparator',
      args: ['c', 'd', '--type', 'txt'],
      message: /no comparator is called "txt"; there are classification, /,
    },
    {
      name: 'an unknown parameter',
      args: ['c', 'd', '--type', 'text', '--param', 'min=1'],
      message: /comparators\.text\.parameters\.min: is no parameter of the comparator: it has match, minRougeL, stem/,
    },
    { name: 'a parameter twice', args: [...BY_CLASS, '--param', 'a=1', '--param', 'a=2'], message: /a is given twice/ },
    { name: 'a parameter without a name', args: [...BY_CLASS, '--param', '1'], message: /not name=value/ },
    { name: 'a path that is none', args: [...BY_CLASS, '--path', 'label'], message: /comparators\.classification\.path/ },
    { name: 'a file that is not there', args: ['c', 'x', '--type', 'text'], message: /x: cannot be read \(ENOENT\)/ },
    { name: 'one file for both sides', args: ['c', 'c', '--type', 'text'], message: /c and c are the same file/ },
    {
      name: 'a second control that is the candidate',
      args: ['c', 'd', '--second-control', 'd', '--type', 'text'],
      message: /d and d are the same file/,
    },
    {
      name: 'a second control of pairs',
      args: ['c', '--second-control', 's', '--type', 'text'],
      message: /--second-control needs a file for each side/,
    },
    { name: 'pairs that are plain', args: ['c', '--plain', '--type', 'text'], message: /--plain needs a file for each side/ },
    { name: 'two formats', args: [...BY_CLASS, '--json', '--format', 'html'], message: /--json and --format html are two formats/ },
    { name: 'an unknown format', args: [...BY_CLASS, '--format', 'pdf'], message: /Allowed choices are table, json, markdown, html/ },
    {
      name: 'a config that compares nothing',
      args: ['c', 'd', '--config', 'shop'],
      message: /shop compares no answers: it has no section spec\.comparison/,
    },
  ];
  for (const { name, args, message } of refused)
    it(`refuses ${name}`, async () => {
      const { status, io } = await compare(args, { c: cats, d: cats });
      assert.equal(status, 64);
      assert.match(io.err(), message);
      assert.equal(io.out(), '');
    });
});
