import { CODE_PLACEHOLDERS } from './code-placeholders.ts';

/** Names of the variables that the templates use, `${scope}` standing for the given scope. In comments and wherever else: a use. */
export function usedVariables(templates: readonly string[], scope: string): ReadonlySet<string> {
  const names = [...templates, scope].flatMap((template) => [...template.matchAll(/\$\{([^{}"'`\n]*)\}/g)].map(([, name]) => name!));
  return new Set(names.filter((name) => !CODE_PLACEHOLDERS.includes(name)));
}
