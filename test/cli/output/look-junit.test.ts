import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

import { lookJunit } from '../../../src/cli/output/look-junit.ts';
import { metricOf, reportOf } from './sample-report.ts';

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

/** Read by Python's expat, a real parser: it refuses whatever is not well-formed. */
function parse(xml: string): Element {
  const program = `
import json, sys, xml.etree.ElementTree as tree
def plain(e): return {'tag': e.tag, 'attributes': e.attrib, 'text': e.text or '', 'children': [plain(c) for c in e]}
print(json.dumps(plain(tree.fromstring(sys.stdin.buffer.read()))))`;
  const { stdout, stderr, status } = spawnSync('python3', ['-c', program], { input: xml, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Element;
}

const casesOf = (suites: Element): readonly Element[] => suites.children[0]!.children.filter(({ tag }) => tag === 'testcase');

describe('the JUnit XML of a look', () => {
  const suites = parse(lookJunit(reportOf()));
  const cases = casesOf(suites);

  it('counts its cases by outcome', () => {
    assert.equal(suites.tag, 'testsuites');
    // high, low | nodata, error | undecided and the muted one
    const counts = { tests: '7', failures: '2', errors: '2', skipped: '2', time: '1.25' };
    assert.deepEqual(suites.attributes, { name: 'serinus', ...counts });
    assert.deepEqual(suites.children[0]!.attributes, { name: 'shop', ...counts, timestamp: '2026-01-31T08:12:00.000Z' });
  });

  const expected = [
    ['latency', 'failure'],
    ['throughput{pod="a\\"b"}', 'failure'],
    ['errors', undefined],
    ['cpu', 'skipped'],
    ['sizes', 'error'],
    ['queue', 'error'],
    ['memory', 'skipped'],
  ] as const;
  for (const [index, [name, outcome]] of expected.entries()) {
    it(`${name} is ${outcome ?? 'a success'}`, () => {
      assert.equal(cases[index]!.attributes.name, name);
      assert.equal(cases[index]!.attributes.classname, 'shop.default');
      assert.deepEqual(
        cases[index]!.children.map(({ tag }) => tag),
        outcome === undefined ? [] : [outcome],
      );
    });
  }

  it('carries the verdict, and the reason of a failure', () => {
    const properties = suites.children[0]!.children.find(({ tag }) => tag === 'properties')!;
    assert.deepEqual(properties.children.map(({ attributes }) => attributes.value).slice(0, 2), ['rollback', '0']);
    const failure = cases[0]!.children[0]!;
    assert.deepEqual(failure.attributes, { message: 'latency: proven higher', type: 'high' });
    assert.equal(failure.text, 'latency: proven higher\n0.1 -> 0.1\nmean ratio +12.3 % [10.2 %, inf]');
  });

  const texts: readonly { readonly name: string; readonly reason: string; readonly read: string }[] = [
    { name: 'mark-up', reason: `<b a="1" b='2'> & ]]> <!-- -->`, read: `<b a="1" b='2'> & ]]> <!-- -->` },
    { name: 'white space', reason: 'a\tb\rc', read: 'a\tb\rc' },
    { name: 'what XML cannot hold', reason: 'a\u0000b\u001bc\ud800d\uffff', read: 'a\ufffdb\ufffdc\ufffdd\ufffd' },
    { name: 'beyond the basic plane', reason: 'ü → 😀', read: 'ü → 😀' },
  ];
  for (const { name, reason, read } of texts) {
    it(`escapes ${name}`, () => {
      const [only] = casesOf(parse(lookJunit(reportOf({ metrics: [metricOf({ classification: 'error', reason })] }))));
      assert.equal(only!.children[0]!.attributes.message, read);
      assert.ok(only!.children[0]!.text.startsWith(read));
    });
  }

  it('is well-formed without any metric', () => assert.equal(parse(lookJunit(reportOf({ metrics: [] }))).attributes.tests, '0'));
});
