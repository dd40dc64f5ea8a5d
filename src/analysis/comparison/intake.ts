import type { ComparatorRegistry } from '../../comparison/comparator.ts';
import { comparisonPlan } from '../../comparison/comparison-plan.ts';
import { redactor } from '../../comparison/redact.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { Clock } from '../ports/clock.ts';
import type { HalfSide, PairStore, PairStream } from '../ports/pair-store.ts';
import { candidateNames } from './candidate-names.ts';
import { type ComparedConfig, comparedConfig, comparesAnswers } from './compared-config.ts';
import { PAIRS, POPULATION_REQUESTS } from './counted-kinds.ts';
import { groupCommit } from './group-commit.ts';
import { newPairBatch, type PairBatch } from './pair-batch.ts';
import { type FoldRules, type PairFold, pairFold } from './pair-fold.ts';
import { sampleRoom } from './sample-room.ts';
import { type SavedPairs, saveBatch } from './save-batch.ts';
import { halfSweep, type Sweep } from './sweep-halves.ts';
import { type HalfBatch, saveHalves, takeHalves } from './take-halves.ts';
import { takeCounted } from './take-pairs.ts';
import type { Taking } from './taking.ts';

/** What can be brought: whole pairs, one side's answers, or features of all the traffic. */
export type Brought = 'pairs' | HalfSide | 'population';

/** Takes pairs in: compares them, counts each once, keeps some for review. */
export interface Intake {
  /** No text may be longer, whatever its config allows. */
  readonly maxBytes: number;
  /** @throws {NotFoundError} no such config; {BadInputError} it compares no answers, or has too many candidates. */
  begin(stream: PairStream, brought: Brought): Taking;
  /** Counts halves that make pairs and were left over, and those whose other half did not come in time. */
  readonly sweep: Sweep;
  /** Resolves when what is in hand is saved, or could not be. */
  stop(): Promise<void>;
}

export interface IntakeDeps {
  readonly store: PairStore;
  readonly clock: Clock;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly comparators: ComparatorRegistry;
  /** Told of what is durable. */
  readonly onSaved?: (saved: SavedPairs) => void;
  /** Told of halves that came again, or after their request was counted or given up. */
  readonly onRepeatedHalves?: (stream: PairStream, halves: number) => void;
}

const LIMITS = {
  /** A client that sends pair by pair waits so long for others to join. */
  lingerMs: 5,
  maxAgeMs: 100,
  /** So many share the price of a commit; more would only hold more memory. */
  maxItems: 32_768,
  maxBytes: 16 * 1024 * 1024,
  maxBytesInHand: 64 * 1024 * 1024,
} as const;

/** What a config can allow at the least. */
const LEAST_BYTES = 256;

/** Each is a row of its own, and the embedded store answers nobody while it writes and reads them: so many take about a tenth of a second. */
const MOST_HALVES = 8_192;

/** @throws {BadInputError} a comparator of a config is unknown or cannot be made. */
export function createIntake(deps: IntakeDeps): Intake {
  const { store, clock, configs, onSaved = () => {}, onRepeatedHalves: onRepeats = () => {} } = deps;
  const compared = [...configs.values()].filter(comparesAnswers);
  const rules = new Map(compared.map((config) => [config.name, foldRules(config, deps.comparators)]));
  const rulesOf = ({ config }: PairStream): FoldRules => rules.get(config)!;
  const room = sampleRoom({ store, clock });
  const assertNamed = candidateNames(clock);
  const samplesPerDay = (stream: PairStream): number => rulesOf(stream).samples.perDay;
  const newFold = (stream: PairStream): PairFold => pairFold(rulesOf(stream), room.left(stream, samplesPerDay(stream)));

  const common = { ...LIMITS, nameOf: ({ config, candidate }: PairStream) => `${config} ${candidate}` };
  const commits = groupCommit<PairStream, PairBatch>({
    ...common,
    begin: (stream) => newPairBatch(stream, newFold(stream)),
    save: (batch) => saveBatch({ store, room, samplesPerDay, newFold, onSaved }, batch),
  });
  const pairs = { commits, clock };
  const halves = groupCommit<PairStream, HalfBatch>({
    ...common,
    maxItems: MOST_HALVES,
    begin: (stream) => ({ stream, halves: [], takers: new Set() }),
    save: (batch) => saveHalves({ store, pairs, onRepeats }, batch),
  });

  const taking = (stream: PairStream, brought: Brought): Omit<Taking, 'maxBytes'> => {
    if (brought === 'pairs') return takeCounted(pairs, stream, PAIRS);
    if (brought === 'population') return takeCounted(pairs, stream, POPULATION_REQUESTS);
    return takeHalves({ commits: halves, clock, redact: rulesOf(stream).redact }, stream, brought);
  };
  return {
    maxBytes: Math.max(LEAST_BYTES, ...compared.map(({ comparison }) => comparison.maxPairBytes)),
    begin(stream, brought) {
      const { comparison } = comparedConfig(configs, stream.config);
      assertNamed(stream);
      return { ...taking(stream, brought), maxBytes: comparison.maxPairBytes };
    },
    sweep: halfSweep({ store, pairs, clock, configs: compared }),
    async stop() {
      await halves.flush();
      await commits.flush();
    },
  };
}

function foldRules({ comparison, stepMs }: ComparedConfig, comparators: ComparatorRegistry): FoldRules {
  const { redact, samples } = comparison;
  return { plan: comparisonPlan(comparison, comparators), redact: redactor(redact), samples, stepMs };
}
