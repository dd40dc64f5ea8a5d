/** What the command line says; it wins over the environment, which wins over the settings file. */
export interface SettingsFlags {
  readonly settings?: string;
  readonly configs?: string;
  readonly judges?: readonly string[];
  readonly comparators?: readonly string[];
  readonly store?: string;
  readonly host?: string;
  readonly port?: number;
  readonly logLevel?: string;
}
