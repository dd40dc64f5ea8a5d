/* Writes the published JSON Schema anew: node docs/schema/generate.ts */
import { writeFileSync } from 'node:fs';
import { publishedSchema } from '../../src/config/published-schema.ts';

writeFileSync(new URL('canary-analysis.v1.json', import.meta.url), publishedSchema());
