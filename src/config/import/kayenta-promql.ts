import { templateText } from '../../analysis/kayenta/template-text.ts';
import type { KayentaCanaryConfig, KayentaQuery } from '../../kayenta/canary-config.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';

/** What Kayenta makes of a resource type: the scope and the location of the request in matchers. */
const RESOURCE_MATCHERS: ReadonlyMap<string, string> = new Map([
  ['gce_instance', 'instance=~"${scope}-.{4}",zone=~".+/zones/${location}-.{1}"'],
  ['aws_ec2_instance', 'asg_groupName="${scope}",zone=~"${location}.{1}"'],
]);

export interface KayentaPromql {
  /** With Kayenta's variables in it. */
  readonly text: string;
  /** Labels that tell the series of one side apart. */
  readonly by: readonly string[];
}

const LABEL = /^[a-zA-Z_]\w*$/;

/**
 * The whole PromQL of a Kayenta's metric, its variables still in it, or why there is none.
 */
export function kayentaPromql(
  config: Pick<KayentaCanaryConfig, 'templates'>,
  query: KayentaQuery,
): KayentaPromql | { readonly problem: string } {
  if (query.type !== 'prometheus') return { problem: `is of type ${query.type}, and only prometheus can be carried over` };
  let template: string | undefined;
  try {
    template = templateText(query, config);
  } catch (error) {
    if (error instanceof KayentaRefusal) return { problem: `cannot be used: ${error.message}` };
    throw error;
  }
  if (template?.startsWith('PromQL:')) {
    const text = template.slice('PromQL:'.length).trim();
    return { text, by: labelsKept(text) };
  }
  if (!query.metricName) return { problem: 'has no metricName' };
  const bound = query.labelBindings ?? [];
  const own = template ? [template, ...bound] : undefined;
  const resource = RESOURCE_MATCHERS.get(query.resourceType ?? '');
  const matchers = own ?? (resource === undefined ? undefined : [...bound, resource]);
  if (matchers === undefined) return { problem: 'has neither a template nor a resource type that says how the sides are told apart' };
  const by = query.groupByFields ?? [];
  const text = `avg(${query.metricName}{${matchers.join(',')}})${by.length === 0 ? '' : ` by (${by.join(', ')})`}`;
  return { text, by: by.filter((label) => LABEL.test(label)) };
}

/** The labels that the outermost aggregation keeps, written before or after what it aggregates. */
function labelsKept(text: string): readonly string[] {
  const kept = /^\w+\s+by\s*\(([^()]*)\)/.exec(text)?.[1] ?? /\)\s*by\s*\(([^()]*)\)$/.exec(text)?.[1] ?? '';
  return kept
    .split(',')
    .map((label) => label.trim())
    .filter((label) => LABEL.test(label));
}
