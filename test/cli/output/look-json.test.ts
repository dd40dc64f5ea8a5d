import assert from 'node:assert/strict';
import { it } from 'node:test';

import { lookJson } from '../../../src/cli/output/look-json.ts';
import { reportOf } from './sample-report.ts';

it('the JSON of a look is the whole look with its config and scopes', () => {
  const report = reportOf();
  const document: unknown = JSON.parse(lookJson(report));
  assert.deepEqual(document, { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v2', zone: 'eu' }, ...report.look });
});
