import { ConfigDocument } from '../model/config-document.ts';

/** The JSON Schema of a config as text, for editors and other programs: what docs/schema/canary-analysis.v1.json holds. */
export function publishedSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://serinus.dev/schema/canary-analysis.v1.json',
    title: 'CanaryAnalysis',
    description: 'What Serinus compares between a control and a candidate, and what follows from it.',
    ...ConfigDocument,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
