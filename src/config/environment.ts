/** Environment variables by name. The composition root passes those of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable's text; one that is empty counts as absent. */
export function envText(env: Environment, name: string): string | undefined {
  return env[name] === '' ? undefined : env[name];
}
