import { BadInputError } from '../errors.ts';
import type { ComparatorChoice, ComparisonConfig } from '../model/comparison-config.ts';
import type { AnswerPair } from './answer-pair.ts';
import type { Comparator, ComparatorRegistry, Compare } from './comparator.ts';
import { comparatorParameters } from './comparator-parameters.ts';
import { type PointerTokens, parsePointer } from './json-pointer.ts';

/** A comparator of a config, ready to be called for every pair. */
export interface PlannedComparator {
  /** Name in the config. */
  readonly name: string;
  readonly part: PointerTokens;
  readonly compare: Compare;
  /** Whether its differences make a pair divergent. */
  readonly counts: boolean;
}

/** What is done with every pair of a config. */
export interface ComparisonPlan {
  /** One or more. */
  readonly comparators: readonly PlannedComparator[];
  /** The feature that names a pair's segment. */
  readonly segment?: string;
  readonly heartbeat?: { readonly prefix: string; readonly expect: 'agree' | 'diverge' };
}

/** @throws {BadInputError} naming the comparator: it is unknown, its path is no JSON Pointer, a parameter does not fit, it cannot be made. */
export function comparisonPlan(
  { comparators, segment, heartbeat }: Pick<ComparisonConfig, 'comparators' | 'segment' | 'heartbeat'>,
  registry: ComparatorRegistry,
): ComparisonPlan {
  if (comparators.length === 0) throw new BadInputError('comparators', 'are none: nothing would be compared');
  return {
    comparators: comparators.map((choice) => planned(choice, registry)),
    ...(segment !== undefined && { segment }),
    ...(heartbeat && { heartbeat: { prefix: heartbeat.prefix, expect: heartbeat.expect } }),
  };
}

/** A pair whose answer is known, sent to prove that pairs arrive and differences are seen: it says nothing of the candidate. */
export function isHeartbeat({ heartbeat }: ComparisonPlan, id: string): boolean {
  return heartbeat !== undefined && id.startsWith(heartbeat.prefix);
}

/** The value of the config's segment feature; null when there is none. */
export function segmentOf({ segment }: ComparisonPlan, { features }: Pick<AnswerPair, 'features'>): string | null {
  if (segment === undefined || features === undefined || !Object.hasOwn(features, segment)) return null;
  return String(features[segment]);
}

function planned({ name, type, path, parameters, counts }: ComparatorChoice, registry: ComparatorRegistry): PlannedComparator {
  const field = `comparators.${name}`;
  const comparator = registry.get(type);
  if (!comparator) {
    const known = [...registry.keys()].sort().join(', ');
    throw new BadInputError(`${field}.type`, `no comparator is called ${JSON.stringify(type)}; there are ${known}`);
  }
  const part = parsePointer(path, `${field}.path`);
  return { name, part, compare: made(comparator, comparatorParameters(comparator, parameters, `${field}.parameters`), field), counts };
}

function made(comparator: Comparator, parameters: Readonly<Record<string, unknown>>, field: string): Compare {
  try {
    return comparator.comparing(parameters as Parameters<typeof comparator.comparing>[0]);
  } catch (cause) {
    if (cause instanceof BadInputError) throw cause;
    throw new BadInputError(field, `${comparator.name} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
