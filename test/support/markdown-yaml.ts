import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { AnyDocument } from './config-document.ts';

/** The documents of all YAML blocks of a page, in order. */
export function yamlOf(page: string): readonly AnyDocument[] {
  return [...readFileSync(page, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, text = '']) =>
    parseAllDocuments(text).map((document) => {
      assert.deepEqual(document.errors, [], page);
      return document.toJS() as AnyDocument;
    }),
  );
}
