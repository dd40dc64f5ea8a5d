import { type ComparedConfig, comparesAnswers } from '../../src/analysis/comparison/compared-config.ts';
import { pairFold } from '../../src/analysis/comparison/pair-fold.ts';
import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import type { PairStore } from '../../src/analysis/ports/pair-store.ts';
import type { AnswerPair } from '../../src/comparison/answer-pair.ts';
import { BUILT_IN_COMPARATORS } from '../../src/comparison/built-in-comparators.ts';
import { comparisonPlan } from '../../src/comparison/comparison-plan.ts';
import { redactor } from '../../src/comparison/redact.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import type { ConfigDocument } from '../../src/model/config-document.ts';
import type { AnyDocument } from './config-document.ts';

/** A config that compares the classes that two models say an animal has, and nothing else. */
export function comparedDocument(name: string, comparison: AnyDocument = {}): AnyDocument {
  return {
    apiVersion: 'serinus.dev/v1',
    kind: 'CanaryAnalysis',
    metadata: { name },
    spec: {
      mode: 'shadow',
      comparison: { comparators: { animal: { type: 'classification' } }, segment: 'locale', ...comparison },
      metrics: [{ name: 'divergence', kind: 'comparison' }],
    },
  };
}

export async function comparedConfig(name: string, comparison: AnyDocument = {}): Promise<ComparedConfig> {
  const config = resolveConfig(comparedDocument(name, comparison) as ConfigDocument, await loadJudges());
  if (!comparesAnswers(config)) throw new Error('it compares nothing');
  return config;
}

export interface TimedPair {
  readonly atMs: number;
  readonly pair: AnswerPair;
}

/** Counts and keeps pairs as the intake does. */
export async function savePairs(
  store: Pick<PairStore, 'savePairs'>,
  { name, stepMs, comparison }: ComparedConfig,
  { candidate, pairs }: { readonly candidate: string; readonly pairs: readonly TimedPair[] },
): Promise<void> {
  const { samples, redact } = comparison;
  const rules = { plan: comparisonPlan(comparison, BUILT_IN_COMPARATORS), redact: redactor(redact), samples, stepMs };
  const fold = pairFold(rules, samples.perDay);
  for (const { atMs, pair } of pairs) fold.pair(pair, atMs);
  const ids = pairs.map(({ pair }) => pair.id);
  const saved = await store.savePairs({ stream: { config: name, candidate }, ids, atMs: pairs.at(-1)?.atMs ?? 0, ...fold.folded() });
  if (!saved.saved) throw new Error(`known before: ${saved.known.join(', ')}`);
}
