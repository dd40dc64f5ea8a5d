import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { asksSource } from '../../src/compose/asks-source.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import type { ConfigDocument } from '../../src/model/config-document.ts';
import { comparedDocument } from '../support/compared-config.ts';
import { configDocument } from '../support/config-document.ts';

describe('whether a config asks its source', async () => {
  const judges = await loadJudges();
  const compared = comparedDocument('pets');
  const cases = [
    { name: 'for its queries', document: configDocument(), asks: true },
    { name: 'not for what pairs of answers say', document: compared, asks: false },
    {
      name: 'for what its checklist queries',
      document: { ...compared, spec: { ...compared.spec, readiness: { restarts: { query: 'restarts' } } } },
      asks: true,
    },
  ];
  for (const { name, document, asks } of cases)
    it(name, () => {
      assert.equal(asksSource(resolveConfig(document as ConfigDocument, judges)), asks);
    });
});
