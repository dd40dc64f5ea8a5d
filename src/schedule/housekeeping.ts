import { type Rounds, startRounds } from './rounds.ts';

export interface HousekeepingDeps {
  /** Ends soon after the signal is aborted. */
  readonly forget: (signal: AbortSignal) => Promise<void>;
  /** A round that failed; the next one tries again. */
  readonly onError: (error: unknown) => void;
}

export type Housekeeping = Rounds;

/** Not on the hour, when everybody's jobs begin. */
const EVERY_HOUR = '17 * * * *';

/** Once an hour, never twice at a time. */
export function startHousekeeping({ forget, onError }: HousekeepingDeps): Housekeeping {
  return startRounds({ expression: EVERY_HOUR, round: forget, onError });
}
