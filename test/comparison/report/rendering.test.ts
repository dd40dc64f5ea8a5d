import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changedPart } from '../../../src/comparison/report/changed-part.ts';
import type { DivergenceReport } from '../../../src/comparison/report/divergence-report.ts';
import { divergenceReport } from '../../../src/comparison/report/report-from-tallies.ts';
import { reportHtml } from '../../../src/comparison/report/report-html.ts';
import { reportMarkdown } from '../../../src/comparison/report/report-markdown.ts';
import { drawInput } from './drawn-report.ts';

const report = divergenceReport(drawInput({ seed: 1, pairs: 3000, rateOf: ({ isMobile }) => (isMobile ? 0.08 : 0.004), noise: 0.01 }));

/** The report with one text in the place of every text that comes from outside. */
function withText(text: string): DivergenceReport {
  const first = report.systematic[0]!;
  return {
    ...report,
    ...{ config: text, candidate: text, segment: text },
    findings: [{ code: 'errors', sentence: text }],
    recommendation: { ...report.recommendation, sentence: text },
    systematic: [{ ...first, feature: text, sentence: text }],
    errors: [{ code: text, pairs: 1 }],
    comparators: report.comparators.map((comparator) => ({
      ...{ ...comparator, name: text, errors: [{ code: text, pairs: 1 }] },
      measures: comparator.measures.map((measure) => ({ ...measure, name: text })),
    })),
    fields: report.fields.map((field) => ({ ...field, comparator: text, field: text })),
    categories: [{ comparator: text, category: text, pairs: 3 }],
    segments: report.segments.map((segment) => ({ ...segment, name: text })),
    versions: { control: [{ name: text, pairs: 1 }], candidate: [{ name: text, pairs: 1 }] },
    cases: report.cases.slice(0, 2).map((shown) => ({
      ...{ ...shown, id: text, segment: text, control: text, candidate: `${text}.`, secondControl: text },
      features: [{ name: text, value: text }],
      differences: [{ comparator: text, field: text, type: 'value', category: text }],
    })),
  };
}

const hostile: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</pre></style><svg/onload=alert(1)>',
  '&lt;b&gt; &#60;b&#62; &amp;lt;',
  '<!-- --><![CDATA[ ]]>',
  '```\n# heading\n<b>\n````\n| a | b |',
  '[link](javascript:alert(1)) ![x](https://example.com/x.png) https://example.com www.example.com',
  '@everyone #1 **bold** ~~struck~~ `code`',
  '\u202eright to left\u202c \u200bzero width \u0000\u0007\u001b[31m',
  '\ud800 alone',
  'a | b \\| c \n\n- item\n\n1. one',
];
const anyText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom('<', '>', '&', '"', "'", '`', '/', '!', '-', '\n', '|', '[', '](', '#', 'a'), { maxLength: 20 })
    .map((parts) => parts.join('')),
);

describe('the page of a report', () => {
  const tags = (html: string): string[] => [...html.replaceAll(/<\/?mark>/g, '').matchAll(/<[^>]*>/g)].map(([tag]) => tag);
  const plain = tags(reportHtml(withText('x')));

  it('has the same elements with the same attributes whatever the texts are', () => {
    fc.assert(fc.property(anyText, (text) => assert.deepEqual(tags(reportHtml(withText(text))), plain)));
  });

  it('loads nothing, links nowhere, runs nothing', () => {
    for (const tag of new Set(plain)) assert.doesNotMatch(tag, /script|href|src|style=|\son\w+=|url\(/i);
  });

  it('shows what has no shape of its own', () => {
    const html = reportHtml(withText('\u202eevil\u0000\ud800'));
    assert.ok(html.includes('\\u202eevil\\u0000\ufffd'));
    assert.doesNotMatch(html, /[\u202e\u0000]/);
  });

  it('cuts answers of any length', () => {
    const long = { id: 'long', control: 'a'.repeat(1e6), candidate: { text: 'b'.repeat(1e6) } };
    const input = drawInput({ seed: 1, pairs: 500, rateOf: () => 0.5 });
    const samples = input.samples.map((sample) => ({ ...sample, pair: long }));
    assert.ok(reportHtml(divergenceReport({ ...input, samples })).length < 100_000);
  });

  it('of no pairs says so', () => {
    const input = drawInput({ seed: 1, pairs: 0, rateOf: () => 0 });
    const html = reportHtml(divergenceReport({ ...input, samples: [] }));
    assert.match(html, /collect more pairs: no pair was compared/);
    assert.doesNotMatch(html, /NaN|undefined|Infinity/);
  });
});

describe('the Markdown of a report', () => {
  /** Without what stands in fences, by the rule of CommonMark: a fence ends at one that is as long. */
  function outsideFences(markdown: string): string[] {
    const lines: string[] = [];
    let fence: string | undefined;
    for (const line of markdown.split('\n')) {
      const ticks = /^ {0,3}(`{3,})/.exec(line)?.[1];
      if (fence === undefined && ticks !== undefined) fence = ticks;
      else if (fence !== undefined && ticks !== undefined && ticks.length >= fence.length && line.trim() === ticks) fence = undefined;
      else if (fence === undefined) lines.push(line);
    }
    assert.equal(fence, undefined, 'a fence is open at the end');
    return lines;
  }
  /** What a line is to a reader of Markdown. */
  const shape = (line: string): string => {
    const cells = line.replaceAll(/\\\\/g, '').replaceAll(/\\\|/g, '').split('|').length - 1;
    return `${/^(#+ |- |\*\*|\||\d+[.)] )?/.exec(line)![0]}${line === '' ? 'blank' : ''}${cells}`;
  };
  const plain = outsideFences(reportMarkdown(withText('x'))).map(shape);

  it('has the same headings, lists and tables whatever the texts are', () => {
    fc.assert(fc.property(anyText, (text) => assert.deepEqual(outsideFences(reportMarkdown(withText(`x${text}`))).map(shape), plain)));
  });

  it('has no HTML, link or call of a person outside of fences', () => {
    for (const text of hostile)
      for (const line of outsideFences(reportMarkdown(withText(text)))) {
        assert.doesNotMatch(line, /<|[^\\]\]\(|@|:\/\/|www\./);
      }
  });

  it('draws a bar for each point, and a dot where there were no pairs', () => {
    const overTime = [1, 0, 4, 8].map((divergent, hour) => ({
      ...{ startMs: hour * 3_600_000, lengthMs: 3_600_000, pairs: hour === 1 ? 0 : 100 },
      ...{ divergent, withNoise: 0, noisy: 0 },
    }));
    assert.match(reportMarkdown({ ...report, overTime }), /a bar for 1h, at most 8 %: `▂·▅█`/);
  });
});

describe('the part of a text that differs', () => {
  const cases = [
    { text: 'abc', other: 'abd', expected: ['ab', 'c', ''] },
    { text: 'a dog b', other: 'a cat b', expected: ['a ', 'dog', ' b'] },
    { text: 'same', other: 'same', expected: ['same', '', ''] },
    { text: 'aa', other: 'aaa', expected: ['aa', '', ''] },
    { text: '', other: 'x', expected: ['', '', ''] },
    { text: '😀', other: '😁', expected: ['', '😀', ''] },
  ];
  for (const { text, other, expected } of cases)
    it(`of "${text}" from "${other}"`, () => {
      const { before, changed, after } = changedPart(text, other);
      assert.deepEqual([before, changed, after], expected);
    });
});
