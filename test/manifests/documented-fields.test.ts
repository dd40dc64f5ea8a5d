import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

import { GrafanaDashboard } from './documented-dashboard.ts';
import { EnvoyRoutes, FlaggerCanary, FlaggerMetricTemplate } from './documented-fields.ts';
import { configNamed, configs, FULL, isPromql, ofKind, type Written, written } from './requests.ts';

function assertFits(schema: TSchema, document: unknown): void {
  const [error] = Value.Errors(schema, document);
  if (error !== undefined) assert.fail(`${error.instancePath}: ${error.message}`);
}

describe('what is written fits what the systems document', () => {
  for (const given of configs.values())
    for (const mode of ['canary', 'shadow'] as const)
      it(`${given.name} as ${mode}`, () => {
        const config = { ...given, mode };
        for (const changes of [{}, FULL]) {
          const flagger = written('flagger', config, changes);
          assertFits(FlaggerCanary, ofKind('Canary', flagger));
          assertFits(FlaggerMetricTemplate, ofKind('MetricTemplate', flagger));
          for (const document of written('envoy', config, changes)) assertFits(EnvoyRoutes, document);
          if (isPromql(config)) for (const document of written('grafana', config, changes)) assertFits(GrafanaDashboard, document);
        }
      });

  const wrong: readonly { readonly name: string; readonly schema: TSchema; readonly document: () => Written }[] = [
    { name: 'an interval of hours alone', schema: FlaggerCanary, document: () => canary((one) => (one.spec.analysis.interval = '1h')) },
    {
      name: 'a hook that is none',
      schema: FlaggerCanary,
      document: () => canary((one) => (one.spec.analysis.webhooks[0].type = 'confirm')),
    },
    { name: 'both strategies', schema: FlaggerCanary, document: () => canary((one) => (one.spec.analysis.iterations = 3)) },
  ];
  for (const { name, schema, document } of wrong) it(`and ${name} would not`, () => assert.throws(() => assertFits(schema, document())));
});

function canary(change: (document: Written) => unknown): Written {
  const document = structuredClone(ofKind('Canary', written('flagger', configNamed('demo'))));
  change(document);
  return document;
}
