import type { CanaryScope, KayentaCanaryConfig, KayentaQuery } from '../../kayenta/canary-config.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import { escapeDoubleQuoted } from '../queries/quote-value.ts';
import { bindingsOf } from './bindings.ts';
import { expandTemplate, regexOf } from './expand-template.ts';
import { templateText } from './template-text.ts';

const WHOLE_QUERY = 'PromQL:';
/** Kayenta's default; it can be another one there, account by account. */
const SCOPE_LABEL = 'instance';

/**
 * The PromQL of one side of a metric, as Kayenta's prometheus service builds it: the whole text of a template that begins with `PromQL:`,
 * or else `avg(metric{matchers}) by (labels)`, the matchers being the template's, or those that a resource type stands for, with the
 * query's label bindings.
 *
 * @throws {KayentaRefusal} with Kayenta's sentence; a value of the request that cannot be made safe where it stands.
 */
export function prometheusQuery(config: Pick<KayentaCanaryConfig, 'templates'>, query: KayentaQuery, scope: CanaryScope): string {
  const template = templateText(query, config);
  const bindings = bindingsOf(query, scope);
  if (template?.startsWith(WHOLE_QUERY)) return expandTemplate(template.slice(WHOLE_QUERY.length), bindings, { isMatchers: false });

  const matchers = template === undefined ? '' : expandTemplate(template, bindings, { isMatchers: true });
  if (!query.metricName) throw new KayentaRefusal('Metric Name is required when query type is Default.');
  const bound = query.labelBindings ?? [];
  const all = matchers === '' ? [...bound, ...resourceMatchers(query, scope)] : [matchers, ...bound];
  const selected = `avg(${query.metricName}${all.length === 0 ? '' : `{${all.join(',')}}`})`;
  const labels = query.groupByFields ?? [];
  return labels.length === 0 ? selected : `${selected} by (${labels.join(',')})`;
}

function resourceMatchers(query: KayentaQuery, scope: CanaryScope): readonly string[] {
  const extended = bindingsOf({}, scope);
  const resourceType = query.resourceType?.trim() ? query.resourceType : extended.get('resourceType');
  if (!resourceType) throw new KayentaRefusal('Either a resource type or a custom filter is required.');
  if (resourceType !== 'gce_instance' && resourceType !== 'aws_ec2_instance') {
    const advice = 'You may build whatever query makes sense for your environment via label bindings and custom filter templates.';
    throw new KayentaRefusal(`There is no explicit support for resourceType '${resourceType}'. ${advice}`);
  }
  const region = scope.location;
  if (!region) throw new KayentaRefusal(`Location (i.e. region) is required when resourceType is '${resourceType}'.`);
  const regex = (value: string): string => escapeDoubleQuoted(regexOf(value));
  if (resourceType === 'gce_instance') {
    const project = extended.get('project');
    const where = `${project === undefined ? '' : `projects/${regex(project)}/`}zones/${regex(region)}`;
    const zone = `zone=~".+/${where}-.{1}"`;
    return scope.scope ? [`${SCOPE_LABEL}=~"${regex(scope.scope)}-.{4}"`, zone] : [zone];
  }
  const zone = `zone=~"${regex(region)}.{1}"`;
  return scope.scope ? [`asg_groupName="${escapeDoubleQuoted(scope.scope)}"`, zone] : [zone];
}
