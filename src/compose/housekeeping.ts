import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type ForgetDeps, forgetOutdated, type RetentionRules } from '../analysis/forget-outdated.ts';
import { type Housekeeping, startHousekeeping } from '../schedule/housekeeping.ts';

export interface HousekeepingParts extends Pick<ForgetDeps, 'store' | 'clock'> {
  readonly rules: RetentionRules;
  readonly logger: Logger;
}

/** Between two steps, so that requests and looks have the store most of the time. */
const PAUSE_MS = 20;

/** Removes once an hour what is no longer kept, and says so. */
export function openHousekeeping({ store, clock, rules, logger }: HousekeepingParts): Housekeeping {
  return startHousekeeping({
    async forget(signal) {
      const forgotten = await forgetOutdated({ store, clock, rules, pause: () => sleep(PAUSE_MS) }, signal);
      const isNews = Object.values(forgotten).some((removed) => removed > 0);
      logger[isNews ? 'info' : 'debug'](forgotten, 'removed what is no longer kept');
    },
    onError: (error) => logger.error({ err: error }, 'what is no longer kept could not be removed; it is tried again in an hour'),
  });
}
