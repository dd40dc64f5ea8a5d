import { KayentaRefusal } from '../../kayenta/refusal.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { SourceOfType } from './contract.ts';
import { dialectOf } from './query-services.ts';

/** The one account of the types OBJECT_STORE and CONFIGURATION_STORE: this server's store. */
export const STORE_ACCOUNT = 'serinus';

/** The accounts of Kayenta's clients: every source of the settings keeps metrics, and the store keeps all else. */
export interface Accounts {
  readonly sources: readonly MetricSource[];
  /** The query type of a source, which Kayenta calls the account's type. */
  typeOf(source: MetricSource): string;
  /** The named account of metrics, or the first. @throws {KayentaRefusal} there is none. */
  metrics(name: string | undefined): MetricSource;
  /**
   * Which account is asked, by the type of a query: the named one, or the first of that type.
   * @throws {KayentaRefusal} there is none; queries of this type cannot be asked here.
   */
  sourceOf(name: string | undefined): SourceOfType;
  /**
   * The account that keeps configs or results. Any account's name is taken, since there is only one store: Argo Rollouts sends the
   * name of one kind under that of another. @throws {KayentaRefusal} the name is nobody's.
   */
  store(name: string | undefined): string;
}

export function createAccounts(sources: readonly MetricSource[]): Accounts {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const typeOf = ({ dialect }: MetricSource): string => (dialect === 'promql' ? 'prometheus' : 'influxdb');
  const named = (name: string): MetricSource => {
    const source = byName.get(name);
    if (source === undefined) throw new KayentaRefusal(`Unable to resolve account ${name}.`);
    return source;
  };
  const first = (suits: (source: MetricSource) => boolean): MetricSource => {
    const source = sources.find(suits);
    if (source === undefined) throw new KayentaRefusal('Unable to resolve account of type METRICS_STORE.');
    return source;
  };
  return {
    sources,
    typeOf,
    metrics: (name) => (name ? named(name) : first(() => true)),
    sourceOf: (name) => (type) => {
      const dialect = dialectOf(type);
      return name ? named(name) : first((source) => source.dialect === dialect);
    },
    store(name) {
      if (name && name !== STORE_ACCOUNT && !byName.has(name)) throw new KayentaRefusal(`Unable to resolve account ${name}.`);
      return STORE_ACCOUNT;
    },
  };
}
