import type { Logger } from 'pino';
import type { Store } from '../analysis/ports/store.ts';
import type { Origins } from './origins.ts';

/** The store, with a line in the log for each analysis that begins, and for each that is ended by hand: of whose request it was. */
export function logAnalyses(store: Store, { logger, origins }: { readonly logger: Logger; readonly origins: Origins }): Store {
  return {
    ...store,
    async createAnalysis(given) {
      const stored = await store.createAnalysis(given);
      const { id, configName: config, control, candidate } = stored.analysis;
      if (stored.created) logger.info({ ...origins.logFields(), analysis: id, config, control, candidate }, 'analysis started');
      return stored;
    },
    async endAnalysis(id, progress, messages) {
      const isEnded = await store.endAnalysis(id, progress, messages);
      if (isEnded) logger.info({ ...origins.logFields(), analysis: id, reason: progress.reason }, 'analysis cancelled');
      return isEnded;
    },
  };
}
