import type { KayentaCanaryConfig, KayentaQuery } from '../../kayenta/canary-config.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';

/**
 * The template of a query: its inline text, or else the config's template that it names; undefined when it has neither.
 * Stored configs write `$\{` for `${`, so that Orca leaves it alone; both are the same here.
 * @throws {KayentaRefusal} the deprecated customFilter, or a template that is not there.
 */
export function templateText(query: KayentaQuery, { templates }: Pick<KayentaCanaryConfig, 'templates'>): string | undefined {
  if (query.customFilter !== undefined) {
    const replacement = 'use CanaryMetricSetQueryConfig.customInlineTemplate instead.';
    throw new KayentaRefusal(`CanaryMetricSetQueryConfig.customFilter is deprecated, ${replacement}`);
  }
  if (query.customInlineTemplate) return unescaped(query.customInlineTemplate);
  const name = query.customFilterTemplate;
  if (!name) return undefined;
  if (templates === undefined || Object.keys(templates).length === 0)
    throw new KayentaRefusal(`Custom filter template '${name}' was referenced, but no templates were defined.`);
  if (!Object.hasOwn(templates, name)) throw new KayentaRefusal(`Custom filter template '${name}' was not found.`);
  return unescaped(templates[name]!);
}

function unescaped(template: string): string {
  return template.replaceAll('$\\{', '${');
}
