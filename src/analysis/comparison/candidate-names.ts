import { BadInputError } from '../../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { PairStream } from '../ports/pair-store.ts';

/** Of a config and UTC day, as far as this process has seen. */
const MOST_NAMES = 1_000;
const DAY_MS = 86_400_000;

/**
 * Refuses pairs once their candidates have more names than there are candidates: some number of the request was taken for a name, and each
 * would have counts and reports of its own. Names that came before on that day go on.
 * @returns throws a BadInputError naming `candidate`.
 */
export function candidateNames(clock: Clock): (stream: PairStream) => void {
  const byConfig = new Map<string, Set<string>>();
  let day = 0;
  return ({ config, candidate }) => {
    const today = Math.floor(clock.now() / DAY_MS);
    if (today !== day) byConfig.clear();
    day = today;
    const names = byConfig.get(config) ?? new Set();
    byConfig.set(config, names);
    if (names.has(candidate)) return;
    if (names.size >= MOST_NAMES)
      throw new BadInputError('candidate', `is one name too many: pairs of ${MOST_NAMES} candidates came under ${config} today`);
    names.add(candidate);
  };
}
