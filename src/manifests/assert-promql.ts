import { LANGUAGE, queryDialect } from '../analysis/config/query-dialect.ts';
import { BadInputError } from '../errors.ts';
import type { AnalysisConfig } from '../model/config.ts';

/**
 * Makes sure that a config asks in PromQL, as far as its queries show it.
 * @throws {BadInputError} naming `config`.
 */
export function assertPromql({ name, document }: AnalysisConfig): void {
  const { dialect } = queryDialect(document.spec, () => undefined);
  if (dialect !== 'promql') throw new BadInputError('config', `${name} asks in ${LANGUAGE[dialect]}; this is written for Prometheus alone`);
}
