import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { lookMarkdown } from '../../../src/cli/output/look-markdown.ts';
import { metricOf, reportOf } from './sample-report.ts';

describe('the Markdown of a look', () => {
  const lines = lookMarkdown(reportOf()).split('\n');

  it('begins with a heading of the verdict', () => assert.equal(lines[0], '### ❌ rollback (score 0)'));
  it('lists every reason', () => assert.equal(lines.filter((line) => line.startsWith('- ')).length, 2));

  it('has a row for each metric, all of six cells', () => {
    const rows = lines.filter((line) => line.startsWith('| ')).slice(1);
    assert.equal(rows.length, 7);
    for (const row of rows) assert.equal(row.split(/(?<!\\)\|/).length, 8, row);
    assert.equal(rows[0], '| latency | 0.1 → 0.1 | mean ratio +12.3 % \\[10.2 %, inf\\] | 10 % | ❌ high |  |');
  });

  it('lets no text become mark-up, a mention, a link or a further cell', () => {
    const reason = '<img src=x> @octocat #1 [a](b) `c` *d* | e\n## f';
    const text = lookMarkdown(reportOf({ reasons: [reason], metrics: [metricOf({ labels: { pod: 'a|b' } })] }));
    assert.ok(text.includes('- &lt;img src=x> &#64;octocat &#35;1 \\[a\\](b) \\`c\\` \\*d\\* \\| e\\\\u000a&#35;&#35; f\n'));
    assert.ok(text.includes('| latency\\{pod="a\\|b"\\} |'));
  });

  it('lists the checklist and the plan of a rollout below the metrics', () => {
    const readiness = [{ item: 'rollbackPlan', state: 'met', reason: '<https://example.com>', value: null, limit: null }] as const;
    const [, below] = lookMarkdown(reportOf({ readiness })).split('|---|---|---|---|---|---|');
    assert.match(below!, /\|\n\n- readiness, rollbackPlan met: &lt;https:\/\/example\.com>\n$/);
  });
});
