import { createIntake, type Intake } from '../../../src/analysis/comparison/intake.ts';
import type { SavedPairs } from '../../../src/analysis/comparison/save-batch.ts';
import { untilRoom } from '../../../src/analysis/comparison/take-pairs.ts';
import type { Taken, Taking } from '../../../src/analysis/comparison/taking.ts';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import type { PairStore } from '../../../src/analysis/ports/pair-store.ts';
import type { AnswerPair } from '../../../src/comparison/answer-pair.ts';
import { BUILT_IN_COMPARATORS } from '../../../src/comparison/built-in-comparators.ts';
import { mergeDetails, noDetails } from '../../../src/comparison/tally/merge-details.ts';
import { mergeSteps, noSteps } from '../../../src/comparison/tally/merge-steps.ts';
import type { DetailTally, StepTally } from '../../../src/comparison/tally.ts';
import type { SerinusError } from '../../../src/errors.ts';
import type { AnalysisConfig } from '../../../src/model/config.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import { type AnyDocument, configDocument, stubJudges } from '../../support/config-document.ts';
import { type MemoryPairStore, memoryPairStore } from '../../support/memory-pair-store.ts';

export const NOW = Date.UTC(2026, 0, 10, 12, 30);
export const STREAM = { config: 'models', candidate: 'v2' } as const;

/** A config that compares classes, with that in its section `comparison` as well. */
export function modelsConfig(comparison: AnyDocument = {}): AnalysisConfig {
  const document = configDocument();
  const spec = {
    ...document.spec,
    window: { step: '1m' },
    comparison: { comparators: { class: { type: 'classification' } }, ...comparison },
  };
  return resolveConfig({ ...document, metadata: { name: 'models' }, spec } as ConfigDocument, stubJudges);
}

export interface IntakeUnderTest {
  readonly intake: Intake;
  readonly store: MemoryPairStore;
  readonly saved: SavedPairs[];
  readonly repeatedHalves: number[];
  /** Moves the clock. */
  setNow(ms: number): void;
  /** Brings values as one caller. */
  bring(values: readonly unknown[], what?: Parameters<Intake['begin']>[1]): Promise<Taken>;
  /** All that was counted. */
  counted(): Promise<{ readonly step: StepTally; readonly detail: DetailTally }>;
}

export function startIntake(comparison: AnyDocument = {}, store = memoryPairStore(), startMs = NOW): IntakeUnderTest {
  let now = startMs;
  const saved: SavedPairs[] = [];
  const repeatedHalves: number[] = [];
  const intake = createIntake({
    store: store as unknown as PairStore,
    clock: { now: () => now },
    configs: new Map([['models', modelsConfig(comparison)]]),
    comparators: BUILT_IN_COMPARATORS,
    onSaved: (one) => saved.push(one),
    onRepeatedHalves: (_, halves) => repeatedHalves.push(halves),
  });
  return {
    ...{ intake, store, saved, repeatedHalves },
    setNow(ms) {
      now = ms;
    },
    async bring(values, what = 'pairs') {
      const taking = intake.begin(STREAM, what);
      for (const value of values) {
        takeValue(taking, value);
        await untilRoom(taking);
      }
      return taking.end();
    },
    async counted() {
      const steps = await store.findSteps(STREAM, 0, Number.POSITIVE_INFINITY);
      const details = await store.findDetails(STREAM, 0, Number.POSITIVE_INFINITY);
      return {
        step: steps.reduce((sum, { tally }) => mergeSteps(sum, tally), noSteps()),
        detail: details.reduce((sum, { tally }) => mergeDetails(sum, tally), noDetails()),
      };
    },
  };
}

/** Takes the value as its JSON text. @throws {SerinusError} it is refused. */
export function takeValue(taking: Taking, value: unknown): void {
  takeText(taking, JSON.stringify(value));
}

export function takeText(taking: Taking, text: string): void {
  const refused = (_: number, error: SerinusError): never => {
    throw error;
  };
  taking.takeTexts({ texts: [text], again: () => [text], refused });
}

/** A pair that agrees, or diverges. */
export function classPair(id: string, what: 'agrees' | 'diverges' = 'agrees', more: Partial<AnswerPair> = {}): AnswerPair {
  return { id, control: 'cat', candidate: what === 'agrees' ? 'cat' : 'dog', ...more };
}
