import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';

import { lookTable } from '../../../src/cli/output/look-table.ts';
import { coloured, plain } from '../../../src/cli/output/paint.ts';
import { metricOf, reportOf } from './sample-report.ts';

/** The cells of the row that begins with that text. */
function cells(table: string, first: string): string[] {
  const line = table.split('\n').find((one) => one.startsWith(`│ ${first} `));
  assert.ok(line, `no row of ${first}`);
  return line
    .split('│')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('the table of a look', () => {
  const table = lookTable(reportOf(), plain);

  it('begins with the verdict, what it is of, and the further reasons', () => {
    const [verdict, subject, also] = table.split('\n');
    assert.equal(verdict, 'ROLLBACK  score 0  latency: mean ratio +12.3 % against 10 % allowed: proven higher');
    assert.equal(subject, 'shop: version=v1 -> version=v2,zone=eu, look 12 at 2026-01-31T08:12:00.000Z');
    assert.equal(also, '  also: errors: low as well');
  });

  const rows: readonly { readonly name: string; readonly row: readonly string[] }[] = [
    { name: 'latency', row: ['latency', '0.1 -> 0.1', 'mean ratio +12.3 % [10.2 %, inf]', '10 %', 'high', ''] },
    { name: 'throughput{pod="a\\"b"}', row: ['throughput{pod="a\\"b"}', '0.1 -> 0.1', '', '', 'low', ''] },
    { name: 'errors', row: ['errors', '0.1 -> 0.1', 'rate difference -0.0001235 [-0.001, 0.0005]', '0.003', 'pass', ''] },
    { name: 'cpu', row: ['cpu', '0.1 -> 0.1', '', '', 'undecided', 'needs ~7 more steps'] },
    { name: 'sizes', row: ['sizes', '1,234 events -> no data', '', '', 'nodata', 'needs ~1 more step'] },
    { name: 'memory', row: ['memory', '0.1 -> 0.1', '', '', 'high (muted)', ''] },
  ];
  for (const { name, row } of rows) it(`row of ${name}`, () => assert.deepEqual(cells(table, name), row));

  it('says what a source warned of', () => assert.match(table, /\nwarning: queue: partial response\n/));
  it('has no escape sequence when plain', () => assert.equal(stripVTControlCharacters(table), table));

  it('is the same text when coloured, the verdict in red', () => {
    const inColour = lookTable(reportOf(), coloured);
    assert.ok(inColour.startsWith('\u001b[1m\u001b[31mROLLBACK'));
    assert.equal(stripVTControlCharacters(inColour), table);
  });

  it('says that there is no score yet', () =>
    assert.match(lookTable(reportOf({ score: null, verdict: 'continue' }), plain), /^CONTINUE {2}no score yet {2}/));

  it('shows control characters of a label as escapes: a metric cannot clear the screen', () => {
    const hostile = lookTable(reportOf({ metrics: [metricOf({ labels: { pod: '\u001b[2J\n' } })], reason: 'a\u001b]0;b\u0007' }), plain);
    assert.equal(stripVTControlCharacters(hostile), hostile);
    assert.match(hostile, /^ROLLBACK {2}score 0 {2}a\\u001b\]0;b\\u0007\n/);
  });

  it('has the checklist below', () => {
    const readiness = [{ item: 'minReviewed', state: 'unknown', reason: 'samples reviewed: not known', value: null, limit: 9 }] as const;
    assert.match(lookTable(reportOf({ readiness }), plain), /┘\nreadiness, minReviewed unknown: samples reviewed: not known\n/);
  });
});
