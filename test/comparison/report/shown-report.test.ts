import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { divergenceReport } from '../../../src/comparison/report/report-from-tallies.ts';
import { reportMarkdown } from '../../../src/comparison/report/report-markdown.ts';
import { populationFeatures } from '../../../src/comparison/systematic/population.ts';
import { systematicFeatures } from '../../../src/comparison/systematic/systematic-features.ts';
import { featureCounts } from '../../../src/comparison/tally/feature-counts.ts';
import { seeded } from '../../support/random.ts';
import { drawFeatures, drawTally } from '../systematic/requests.ts';
import { drawInput } from './drawn-report.ts';

const page = readFileSync('docs/reports.md', 'utf8');
const [begins, patterns, unlike] = [...page.matchAll(/```text\n([\s\S]*?)```/g)].map(([, text]) => text!.trim().split('\n'));

/** Cells and words without what only a table or Markdown needs. */
const bare = (line: string): string =>
  line
    .replaceAll('\\', '')
    .replaceAll(/[|*\s]+/g, ' ')
    .trim();

describe('the first half of docs/reports.md', () => {
  it('shows lines of a report as it is', () => {
    const rateOf = ({ textLength }: { readonly textLength?: unknown }): number => ((textLength as number) >= 120 ? 0.08 : 0.004);
    const report = divergenceReport(drawInput({ seed: 1, pairs: 20_000, rateOf, noise: 0.01 }));
    const lines = reportMarkdown(report).split('\n').map(bare);
    for (const line of begins!.filter((one) => one !== ''))
      assert.ok(
        lines.some((one) => one.endsWith(bare(line))),
        line,
      );
  });

  it('shows patterns as they are said', () => {
    const rateOf = ({ textLength }: { readonly textLength?: unknown }): number => ((textLength as number) >= 120 ? 0.08 : 0.004);
    const [length] = systematicFeatures(drawTally(seeded(1000), { pairs: 5000, rateOf }), 0.05);
    const counts = featureCounts();
    for (let i = 0; i < 1_000_000; i++) counts.add({ client: i < 1000 ? 'legacy' : `client-${i % 400}` }, i < 1000 ? 'diverged' : 'agreed');
    const [client] = systematicFeatures(counts.tallies(), 0.05);
    assert.deepEqual(patterns, [length!.sentence, client!.sentence]);
  });

  it('shows how pairs are unlike all traffic', () => {
    const random = seeded(1);
    const [pairs, population] = [featureCounts(), featureCounts()];
    for (let i = 0; i < 20_000; i++) {
      const features = drawFeatures(random);
      population.add(features, 'agreed');
      if (random.uniform() < ((features.textLength as number) >= 120 ? 0.02 : 0.2)) pairs.add(features, 'agreed');
    }
    assert.deepEqual(unlike, [populationFeatures(pairs.tallies(), population.tallies())[0]!.sentence]);
  });
});
