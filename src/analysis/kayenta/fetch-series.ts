import type { KayentaQuery } from '../../kayenta/canary-config.ts';
import { parseCanaryScope } from '../../kayenta/parse-canary-scopes.ts';
import type { Accounts } from './accounts.ts';
import { dryRunQuery, fetchMetricSetList } from './fetch-metric-set-list.ts';
import { type SeriesLists, writtenSet } from './series-lists.ts';

/** One query of one source, outside of any canary. */
export interface SeriesRequest {
  readonly metricsAccountName?: string | undefined;
  readonly storageAccountName?: string | undefined;
  readonly metricSetName: string;
  readonly query: KayentaQuery;
  /** As a canary's request has it: `{scope, location, start, end, step, extendedScopeParams}`. */
  readonly scope: unknown;
}

/** Queries that clients try out before they write them into a config. */
export interface SeriesQueries {
  /** The query as the source would be sent it. @throws {KayentaRefusal} */
  dryRun(request: SeriesRequest): string;
  /** Asks, and keeps the series; the id of the list. @throws {KayentaRefusal}, {SourceError} */
  fetch(request: SeriesRequest): Promise<string>;
}

export interface SeriesQueryDeps {
  readonly accounts: Accounts;
  readonly setLists: SeriesLists;
  readonly newId: () => string;
  readonly signal: AbortSignal;
}

export function createSeriesQueries({ accounts, setLists, newId, signal }: SeriesQueryDeps): SeriesQueries {
  const sideOf = ({ metricsAccountName, storageAccountName, metricSetName: name, query, scope }: SeriesRequest) => {
    accounts.store(storageAccountName);
    const source = accounts.sourceOf(metricsAccountName)(query.type);
    return { canaryConfig: {}, metric: { name, query }, scope: parseCanaryScope(scope, 'scope'), source };
  };
  return {
    dryRun: (request) => dryRunQuery(sideOf(request)),
    async fetch(request) {
      const sets = await fetchMetricSetList({ ...sideOf(request), signal });
      const id = newId();
      await setLists.put(id, sets.map(writtenSet));
      return id;
    },
  };
}
