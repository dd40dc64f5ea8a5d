import type { Logger } from 'pino';
import type { Challenges } from '../analysis/challenge/challenges.ts';
import { type ChallengeDeps, createChallenges } from '../analysis/challenge/create-challenges.ts';

/** Challenges over the parts of the server, with what an earlier process left half done completed. */
export async function openChallenges(parts: Omit<ChallengeDeps, 'onError'> & { readonly logger: Logger }): Promise<Challenges> {
  const challenges = createChallenges({
    ...parts,
    onError: (error, challenge) =>
      parts.logger.error({ err: error, challenge }, 'a challenge could not be completed; it is left for later'),
  });
  await challenges.resume();
  return challenges;
}
