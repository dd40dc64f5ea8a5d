import type { CanaryScope, KayentaQuery } from '../../kayenta/canary-config.ts';

/** What a template's variables stand for. Data from a request, whatever it holds. */
export type Bindings = ReadonlyMap<string, string>;

/**
 * Names that a template may use for one side, the later ones first to count: project, resourceType, scope and location of the scope, the
 * resource type of the query, every extended parameter. An empty value binds nothing.
 */
export function bindingsOf(query: Pick<KayentaQuery, 'resourceType'>, scope: CanaryScope): Bindings {
  const extended = scope.extendedScopeParams ?? {};
  const own = (name: string): string => (Object.hasOwn(extended, name) ? extended[name]! : '');
  const all: readonly (readonly [string, string])[] = [
    ['project', own('project')],
    ['resourceType', own('resourceType')],
    ['scope', scope.scope ?? ''],
    ['location', scope.location ?? ''],
    ['resourceType', query.resourceType ?? ''],
    ...Object.entries(extended),
  ];
  return new Map(all.filter(([, value]) => value !== ''));
}
