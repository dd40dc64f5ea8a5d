import type { ComparatorRegistry } from '../../comparison/comparator.ts';
import type { AnalysisLimits } from '../limits.ts';
import type { DialectOf } from './query-dialect.ts';

/** What of a server its configs are held to; what is absent holds them to nothing. */
export interface Surroundings {
  /** The sources there are; a config whose source is not among them is held to the language its queries seem to be in. */
  readonly dialectOf?: DialectOf;
  readonly limits?: AnalysisLimits;
  /** The comparators there are; without them their names and parameters are not checked. */
  readonly comparators?: ComparatorRegistry;
}
