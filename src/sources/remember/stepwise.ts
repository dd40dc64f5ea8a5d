import { LEXIS } from '../../analysis/queries/lexis.ts';
import { scanTemplate } from '../../analysis/queries/scan-template.ts';

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/**
 * What may stand before a parenthesis: operators, aggregations and functions of PromQL whose answer at one time does not depend on the
 * other times that are asked for. Servers have more (MetricsQL's `range_avg`, `running_sum`, `start`, ...); what is not named here is
 * not trusted.
 */
const STEPWISE: ReadonlySet<string> = new Set([
  ...words('and or unless bool by without on ignoring group_left group_right'),
  ...words('sum avg min max count group stddev stdvar topk bottomk quantile count_values'),
  ...words('abs absent absent_over_time ceil changes clamp clamp_max clamp_min delta deriv exp floor idelta increase irate ln log10 log2'),
  ...words('rate resets round scalar sgn sqrt time timestamp vector label_join label_replace predict_linear holt_winters'),
  ...words('double_exponential_smoothing sort sort_desc sort_by_label sort_by_label_desc'),
  ...words('avg_over_time count_over_time last_over_time max_over_time min_over_time present_over_time quantile_over_time'),
  ...words('stddev_over_time stdvar_over_time sum_over_time mad_over_time'),
  ...words('histogram_avg histogram_count histogram_fraction histogram_quantile histogram_stddev histogram_stdvar histogram_sum'),
  ...words('day_of_month day_of_week day_of_year days_in_month hour minute month year'),
  ...words('acos acosh asin asinh atan atanh atan2 cos cosh deg pi rad sin sinh tan tanh'),
]);

/**
 * Whether the answer to a PromQL query at one time is the same whatever window it is asked for, so that windows can be joined. A query
 * that looks ahead (`offset -5m`), that names a time (`@`) or that uses anything unknown is not taken for one.
 */
export function isStepwise(query: string): boolean {
  // Comments are dropped; strings are of no interest here.
  const { pieces, problems } = scanTemplate(query, LEXIS.promql);
  if (problems.length > 0) return false;
  const code = pieces.map((piece) => (piece.kind === 'text' && !piece.within ? piece.text : ' "" ')).join('');
  // MetricsQL's `limit` chooses series by the whole window, and its `default` fills those that have a sample in it.
  if (code.includes('@') || /\boffset\s*-/i.test(code) || /\blimit\s*\d/i.test(code) || /\bdefault\b/i.test(code)) return false;
  return [...code.matchAll(/([a-zA-Z_:][\w:.]*)\s*\(/g)].every(([, name = '']) => STEPWISE.has(name.toLowerCase()));
}
