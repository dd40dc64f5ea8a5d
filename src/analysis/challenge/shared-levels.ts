import type { ConfigDocument } from '../../model/config-document.ts';

/**
 * The config by which each of several candidates is judged against one control. They share its error levels equally (Bonferroni): the
 * chance that any of them is falsely rolled back, or that any harm is promoted by a metric, is what it is for one candidate alone, however
 * their data depend on one another. All intervals of a metric hold together for the same reason (union bound).
 *
 * @param levels of the config for one candidate. @param candidates 1 or more.
 */
export function withSharedLevels(
  document: ConfigDocument,
  { alpha, promoteAlpha }: { readonly alpha: number; readonly promoteAlpha: number },
  candidates: number,
): ConfigDocument {
  return { ...document, spec: { ...document.spec, alpha: alpha / candidates, promoteAlpha: promoteAlpha / candidates } };
}
