import { BadInputError } from '../../errors.ts';
import type { CanaryScope, KayentaQuery } from '../../kayenta/canary-config.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import { LEXIS } from '../queries/lexis.ts';
import { escapeInfluxqlString } from '../queries/quote-value.ts';
import { scanTemplate } from '../queries/scan-template.ts';

const PLACEHOLDERS = ['timeFilter', 'scope', 'step'] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

/**
 * The InfluxQL of one side of a metric, as Kayenta's InfluxDB service builds it: the inline template with `${timeFilter}`, `${scope}` and
 * `${step}` filled in, or `SELECT fields FROM measurement` with the time and the scope, which is `tag:value`. Times are [start, end).
 *
 * @throws {KayentaRefusal} the scope is no `tag:value`, or the template is not what it must be.
 */
export function influxQuery(query: KayentaQuery, scope: CanaryScope): string {
  const time = `time >= '${instant(scope.startMs)}' AND time < '${instant(scope.endMs)}'`;
  const template = query.customInlineTemplate?.replaceAll('$\\{', '${');
  if (template) return fromTemplate(template, { time, scope });
  if (!query.metricName) throw new KayentaRefusal('Measurement is required to query metrics');
  const fields = query.fields?.length ? query.fields.join(', ') : '*::field';
  const tag = scope.scope === undefined ? '' : ` AND ${tagFilter(scope.scope)}`;
  return `SELECT ${fields} FROM ${query.metricName} WHERE ${time}${tag}`;
}

function fromTemplate(template: string, { time, scope }: { readonly time: string; readonly scope: CanaryScope }): string {
  if (/^\s*show\b/i.test(template)) throw templateRefusal('must be a SELECT, not a SHOW statement');
  for (const unsafe of [';', '--']) if (template.includes(unsafe)) throw templateRefusal(`must not contain ${unsafe}`);
  const { pieces, problems } = scanTemplate(template, LEXIS.influxql);
  if (problems[0] !== undefined) throw templateRefusal(`has ${problems[0]}`);
  for (const piece of pieces) {
    if (piece.kind === 'text') continue;
    if (piece.within) throw templateRefusal(`has \${${piece.name}} inside quotes; it belongs outside of them`);
    if (!isPlaceholder(piece.name)) throw templateRefusal(`has \${${piece.name}}; there are \${timeFilter}, \${scope} and \${step}`);
  }
  for (const needed of ['timeFilter', 'scope'])
    if (!pieces.some((piece) => piece.kind === 'placeholder' && piece.name === needed)) throw templateRefusal(`must contain \${${needed}}`);
  if (scope.scope === undefined) throw new KayentaRefusal('The scope is required by the customInlineTemplate.');
  const filled: Record<Placeholder, string> = { timeFilter: time, scope: tagFilter(scope.scope), step: `${scope.stepMs / 1000}s` };
  return template.replace(/\$\{(timeFilter|scope|step)\}/g, (_all, name: Placeholder) => filled[name]);
}

/** `tag:value` as a condition: the value is text, and so is a tag that is no plain name. */
function tagFilter(scope: string): string {
  const [tag, value, ...more] = scope.split(':');
  if (!tag || !value || more.length > 0)
    throw new KayentaRefusal("Scope expected in the format of 'name:value'. e.g. autoscaling_group:myapp-prod-v002");
  try {
    // Between double quotes the same escapes hold as between single ones.
    const name = /^[A-Za-z_]\w*$/.test(tag) ? tag : `"${escapeInfluxqlString('scope', tag).replace(/\\'/g, "'").replace(/"/g, '\\"')}"`;
    return `${name} = '${escapeInfluxqlString('scope', value)}'`;
  } catch (cause) {
    if (cause instanceof BadInputError) throw new KayentaRefusal(`The value of ${cause.message}.`, { cause });
    throw cause;
  }
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

function templateRefusal(what: string): KayentaRefusal {
  return new KayentaRefusal(`customInlineTemplate ${what}.`);
}

/** As Java writes instants: milliseconds only where there are any. */
function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
