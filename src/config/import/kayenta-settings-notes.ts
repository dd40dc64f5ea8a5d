import type { KayentaMetric } from '../../kayenta/canary-config.ts';
import type { Note } from './imported.ts';

const KNOWN = ['direction', 'nanStrategy', 'outliers', 'critical', 'mustHaveData', 'muted', 'effectSize'];

/** Whether a Kayenta's metric fails the canary by itself. */
export function isCritical(metric: KayentaMetric): boolean {
  return settingsOf(metric).critical === true;
}

/** Notes what of a metric's fields has no place in ours. @param at the metric's own, such as `metrics[0]`. */
export function noteKayentaSettings(metric: KayentaMetric, at: string, note: Note): void {
  const { groups = [], query } = metric;
  if ((groups?.length ?? 0) > 1) note(`${at}.groups`, `${groups!.slice(1).join(', ')}: a metric is in one group here, the first`);
  const canary = settingsOf(metric);
  const where = `${at}.analysisConfigurations.canary`;
  if (canary.muted !== true && canary.mustHaveData !== true)
    note(`${where}.mustHaveData`, 'is not carried over: without data of a metric that is not muted nothing is promoted here');
  const size = typeof canary.effectSize === 'object' && canary.effectSize !== null ? (canary.effectSize as Record<string, unknown>) : {};
  for (const key of ['criticalIncrease', 'criticalDecrease'])
    if (size[key] !== undefined) note(`${where}.effectSize.${key}`, 'is not carried over: there is one tolerance');
  if (size.measure === 'cles') note(`${where}.effectSize.measure`, 'cles is not carried over: the tolerance is 10 % of the mean');
  else if (size.allowedIncrease === undefined && size.allowedDecrease === undefined)
    note(`${where}.effectSize`, 'is not given: there any proven shift counts, here the tolerance is 10 % of the mean');
  if (query.customFilterTemplate && query.customInlineTemplate)
    note(`${at}.query.customFilterTemplate`, 'is not carried over: the customInlineTemplate comes before it');
  if (query.type === 'prometheus' && query.customInlineTemplate?.startsWith('PromQL:')) {
    for (const key of ['metricName', 'labelBindings', 'groupByFields'] as const)
      if (query[key] !== undefined && query[key]?.length !== 0)
        note(`${at}.query.${key}`, 'is not carried over: Kayenta ignores it beside a whole query');
  }
  const settings = Object.keys(metric.analysisConfigurations ?? {}).filter((key) => key !== 'canary');
  for (const key of settings) note(`${at}.analysisConfigurations.${key}`, 'is not carried over: Kayenta reads only canary');
  for (const key of Object.keys(canary)) if (!KNOWN.includes(key)) note(`${where}.${key}`, 'is not carried over: it has no meaning here');
}

function settingsOf({ analysisConfigurations }: Pick<KayentaMetric, 'analysisConfigurations'>): Readonly<Record<string, unknown>> {
  const canary = analysisConfigurations?.canary;
  return typeof canary === 'object' && canary !== null ? (canary as Readonly<Record<string, unknown>>) : {};
}
