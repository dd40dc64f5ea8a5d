import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readRecordedSeries } from '../../../src/sources/file/read-recorded-series.ts';
import type { RecordedSeries } from '../../../src/sources/file/recorded-series.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const HEAD = 'timestamp,metric,side,value';

describe('a file of recorded series', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'serinus-files-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (name: string, text: string, options?: { readonly stepMs: number }): Promise<RecordedSeries> => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return readRecordedSeries(file, options);
  };
  const csv = (...lines: readonly string[]): Promise<RecordedSeries> => read('a.csv', lines.join('\n'));
  const documented = (language: string): string =>
    new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readFileSync('docs/files.md', 'utf8'))![1]!;

  it('reads the CSV of the documentation', async () => {
    const { window, metrics } = await read('doc.csv', documented('csv'));
    assert.deepEqual(window, { startMs: NOON, endMs: NOON + 180_000, stepMs: 60_000 });
    assert.deepEqual([...metrics.keys()], ['latency', 'errors', 'duration']);
    assert.deepEqual([...metrics.get('latency')!.control.value![0]!.values], [0.12, 0.118, NaN]);
    assert.deepEqual([...metrics.get('errors')!.candidate.total![0]!.values], [1190, NaN, NaN]);
    assert.deepEqual(
      metrics.get('duration')!.control.buckets!.map(({ labels, values }) => [labels, values[0]]),
      [
        [{ le: '0.1' }, 900],
        [{ le: '+Inf' }, 1200],
      ],
    );
  });

  it('reads the JSON of the documentation', async () => {
    const { window, metrics } = await read('doc.json', documented('json'));
    assert.deepEqual(window, { startMs: NOON, endMs: NOON + 180_000, stepMs: 60_000 });
    const { control, candidate } = metrics.get('latency')!;
    assert.deepEqual(control.value![0]!.labels, { version: 'v1' });
    assert.deepEqual([...control.value![0]!.values], [0.12, 0.118, NaN]);
    assert.deepEqual([...candidate.value![0]!.values], [0.124, 0.119, 0.131]);
  });

  it('leaves gaps, keeps infinities, takes lines in any order and quoted cells', async () => {
    const { metrics } = await csv(
      HEAD,
      '240,m,control,-Inf',
      '60,m,control,1',
      '120,m,control,NaN',
      '300,"m","control","+Inf"',
      '60,m,candidate,0',
    );
    assert.deepEqual([...metrics.get('m')!.control.value![0]!.values], [1, NaN, NaN, -Infinity, Infinity]);
    assert.deepEqual([...metrics.get('m')!.candidate.value![0]!.values], [0, NaN, NaN, NaN, NaN]);
  });

  it('moves a grid beside the multiples of its step on to the next ones, as a whole', async () => {
    const { window, metrics } = await csv(HEAD, '67,m,control,1', '127,m,control,2', '187,m,candidate,3');
    assert.deepEqual(window, { startMs: 120_000, endMs: 300_000, stepMs: 60_000 });
    assert.deepEqual([...metrics.get('m')!.control.value![0]!.values], [1, 2, NaN]);
  });

  it('takes the step it is told: one sample is then enough', async () => {
    const { window } = await read('one.csv', `${HEAD}\n60,m,control,1`, { stepMs: 30_000 });
    assert.deepEqual(window, { startMs: 60_000, endMs: 90_000, stepMs: 30_000 });
  });

  const refusals: readonly { readonly name: string; readonly lines: readonly string[]; readonly message: RegExp }[] = [
    { name: 'nothing', lines: [''], message: /a\.csv:1: no column timestamp, metric, side, value/ },
    { name: 'no samples', lines: [HEAD], message: /a\.csv: no samples/ },
    { name: 'a missing column', lines: ['timestamp,metric,value', '1,m,2'], message: /a\.csv:1: no column side/ },
    { name: 'a column twice', lines: [`${HEAD},le,le`], message: /a\.csv:1: the column le twice/ },
    { name: 'a line cut short', lines: [HEAD, '0,m,control,1', '60,m'], message: /a\.csv:3: Invalid Record Length/ },
    { name: 'an open quote', lines: [HEAD, '0,"m,control,1'], message: /a\.csv:2: Quote Not Closed/ },
    {
      name: 'an unknown side',
      lines: [HEAD, '0,m,canary,1'],
      message: /a\.csv:2: "canary" is no side; it must be one of control, candidate/,
    },
    { name: 'an unknown part', lines: [`${HEAD},part`, '0,m,control,1,errors'], message: /a\.csv:2: "errors" is no part/ },
    { name: 'no metric', lines: [HEAD, '0,,control,1'], message: /a\.csv:2: no metric/ },
    { name: 'a value that is no number', lines: [HEAD, '0,m,control,12ms'], message: /a\.csv:2: the value "12ms" is not a number/ },
    { name: 'a time that is none', lines: [HEAD, 'noon,m,control,1'], message: /a\.csv:2: "noon" is neither Unix seconds nor/ },
    { name: 'no time', lines: [HEAD, ',m,control,1'], message: /a\.csv:2: "" is neither/ },
    { name: 'an impossible date', lines: [HEAD, '2026-13-01T00:00Z,m,control,1'], message: /a\.csv:2: "2026-13-01T00:00Z" is neither/ },
    { name: 'a time without zone', lines: [HEAD, '2026-03-01T12:00,m,control,1'], message: /a\.csv:2: .* has no time zone/ },
    { name: 'milliseconds', lines: [HEAD, '1772366400000,m,control,1'], message: /a\.csv:2: the time 1772366400000 is not in seconds/ },
    {
      name: 'a time off the grid',
      lines: [HEAD, '0,m,control,1', '60,m,control,1', '150,m,candidate,1'],
      message: /a\.csv:4: 1970-01-01T00:02:30\.000Z is not a whole number of steps of 60 s/,
    },
    {
      name: 'a sample twice',
      lines: [HEAD, '0,m,control,1', '60,m,control,1', '60,m,control,2'],
      message: /a\.csv:4: a second sample of m, control, value at 1970/,
    },
    { name: 'one time only', lines: [HEAD, '0,m,control,1', '0,m,candidate,1'], message: /a\.csv: .* the step cannot be told/ },
    {
      name: 'a time mistyped by decades',
      lines: [HEAD, '0,m,control,1', '1,m,control,1', '1772366400,m,control,1'],
      message: /a\.csv:2: more than 10000000 points/,
    },
  ];
  for (const { name, lines, message } of refusals) {
    it(`refuses ${name}, naming where`, () =>
      assert.rejects(csv(...lines), (error: Error) => {
        assert.match(error.message, message);
        assert.equal((error as Error & { code: string }).code, 'BAD_INPUT');
        return true;
      }));
  }

  const documents: readonly { readonly name: string; readonly text: string; readonly message: RegExp }[] = [
    { name: 'text that is no JSON', text: '{', message: /a\.json: not JSON/ },
    { name: 'another document', text: '{"status":"success"}', message: /a\.json: / },
    { name: 'a series without reply', text: '{"series":[{"metric":"m","side":"control"}]}', message: /a\.json\.series\.0: .*reply/ },
    {
      name: 'a value that is no number',
      text: '{"series":[{"metric":"m","side":"control","reply":{"data":{"resultType":"matrix","result":[{"metric":{},"values":[[0,"x"]]}]}}}]}',
      message: /a\.json\.series\.0\.reply\.data\.result\.0\.values\.0: the value "x" is not a number/,
    },
  ];
  for (const { name, text, message } of documents) {
    it(`refuses ${name}, naming where`, () => assert.rejects(read('a.json', text), { message, code: 'BAD_INPUT' }));
  }

  it('refuses a file that is not there, and one of another kind', async () => {
    await assert.rejects(readRecordedSeries(path.join(folder, 'absent.csv')), /absent\.csv: cannot be read \(ENOENT\)/);
    await assert.rejects(readRecordedSeries('a.xlsx'), /a\.xlsx: is neither a \.csv nor a \.json file/);
  });
});
