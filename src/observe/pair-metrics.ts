import { Counter, type Registry } from 'prom-client';
import type { SavedPairs } from '../analysis/comparison/save-batch.ts';
import type { PairStream } from '../analysis/ports/pair-store.ts';
import { eachBin } from '../comparison/tally/each-bin.ts';
import type { StepTally } from '../comparison/tally.ts';
import { histogramSeries } from './histogram-series.ts';

export interface PairMetrics {
  /** Counts what is durable. */
  readonly saved: (pairs: SavedPairs) => void;
  readonly repeatedHalves: (stream: PairStream, halves: number) => void;
}

/** A config whose pairs are counted, and its comparators. */
export interface CountedConfig {
  readonly name: string;
  readonly comparators: readonly string[];
}

const OUTCOMES = ['agreed', 'divergent', 'error'] as const;
const SIDES = ['control', 'candidate'] as const;
const HEARTBEATS = ['right', 'wrong'] as const;
const SIMILARITIES = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1];
const LATENCIES_S = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

/** What is counted of pairs of answers, from the tallies of what was saved: it costs nothing for each pair. Candidates are no label: a client names them. */
export function pairMetrics(registry: Registry, configs: readonly CountedConfig[]): PairMetrics {
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter<L>({ name, help, labelNames, registers: [registry] });
  const pairs = counter('serinus_pairs_total', 'Pairs of answers, each once: agreed, divergent, or error if they could not be compared.', [
    'config',
    'outcome',
  ]);
  const noise = counter('serinus_pair_noise_total', 'Pairs in which the second control differed from the control.', ['config']);
  const differences = counter('serinus_pair_differences_total', 'Pairs in which a comparator found differences.', ['config', 'comparator']);
  const unmatched = counter('serinus_pairs_unmatched_total', 'Halves whose other half did not come in time, by the side that was there.', [
    'config',
    'side',
  ]);
  const heartbeats = counter('serinus_pair_heartbeats_total', 'Heartbeat pairs: with the answer they are known to have, or a wrong one.', [
    'config',
    'outcome',
  ]);
  const repeats = counter('serinus_pair_repeats_total', 'Pairs and halves that came again, or too late, and changed nothing.', ['config']);
  const similarity = histogramSeries({
    ...{ registry, name: 'serinus_pair_similarity', labelNames: ['config', 'comparator'], buckets: SIMILARITIES },
    help: "Similarity of the candidate's answer with the control's: less than it is by at most 5 % of its distance from 1.",
  });
  const latency = histogramSeries({
    ...{ registry, name: 'serinus_pair_latency_seconds', labelNames: ['config', 'side'], buckets: LATENCIES_S },
    help: 'How long each side took to answer, as the pairs say.',
  });

  for (const { name: config, comparators } of configs) {
    for (const outcome of OUTCOMES) pairs.inc({ config, outcome }, 0);
    for (const outcome of HEARTBEATS) heartbeats.inc({ config, outcome }, 0);
    for (const side of SIDES) unmatched.inc({ config, side }, 0);
    for (const comparator of comparators) differences.inc({ config, comparator }, 0);
    noise.inc({ config }, 0);
    repeats.inc({ config }, 0);
  }

  const count = (config: string, tally: StepTally): void => {
    const agreed = tally.pairs - tally.divergent;
    const errors = Object.values(tally.errors).reduce((sum, one) => sum + one, 0);
    for (const [outcome, found] of Object.entries({ agreed, divergent: tally.divergent, error: errors }))
      pairs.inc({ config, outcome }, found);
    noise.inc({ config }, tally.noisy);
    for (const outcome of HEARTBEATS) heartbeats.inc({ config, outcome }, tally.heartbeats[outcome]);
    for (const side of SIDES) {
      unmatched.inc({ config, side }, tally.unmatched[side]);
      const observe = latency({ config, side });
      eachBin(tally.latencyMs[side], ({ middle }, times) => observe(middle / 1000, times));
    }
    for (const [comparator, { divergent, distance }] of Object.entries(tally.comparators)) {
      differences.inc({ config, comparator }, divergent);
      const observe = similarity({ config, comparator });
      eachBin(distance, ({ most }, times) => observe(1 - most, times));
    }
  };
  return {
    saved({ stream: { config }, steps, repeats: again }) {
      for (const { tally } of steps) count(config, tally);
      repeats.inc({ config }, again);
    },
    repeatedHalves: ({ config }, halves) => repeats.inc({ config }, halves),
  };
}
