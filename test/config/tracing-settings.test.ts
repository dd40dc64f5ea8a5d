import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tracingSettings } from '../../src/config/tracing-settings.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
const DEFAULT = { sampling: { kind: 'always_on', parentBased: true, ratio: 1 }, queue: {}, timeoutMillis: 4_000 };

describe('settings of traces', () => {
  // Names, defaults and meanings: OpenTelemetry's specification of its environment variables.
  for (const { name, env, settings } of [
    { name: 'none without an endpoint', env: {}, settings: undefined },
    { name: 'none with an empty endpoint', env: { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, settings: undefined },
    { name: 'an endpoint', env: ENDPOINT, settings: DEFAULT },
    {
      name: 'an endpoint of traces alone',
      env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' },
      settings: DEFAULT,
    },
    { name: 'turned off', env: { ...ENDPOINT, OTEL_SDK_DISABLED: 'True' }, settings: undefined },
    { name: 'no exporter', env: { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, settings: undefined },
    {
      name: 'a share of the traces',
      env: { ...ENDPOINT, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
      settings: { ...DEFAULT, sampling: { kind: 'traceidratio', parentBased: true, ratio: 0.25 } },
    },
    {
      name: 'all, whatever the caller says',
      env: { ...ENDPOINT, OTEL_TRACES_SAMPLER: 'always_on' },
      settings: { ...DEFAULT, sampling: { kind: 'always_on', parentBased: false, ratio: 1 } },
    },
    {
      name: 'the queue',
      env: { ...ENDPOINT, OTEL_BSP_SCHEDULE_DELAY: '1000', OTEL_BSP_MAX_QUEUE_SIZE: '4096' },
      settings: { ...DEFAULT, queue: { scheduledDelayMillis: 1000, maxQueueSize: 4096 } },
    },
    {
      name: 'a timeout, which the exporter reads itself',
      env: { ...ENDPOINT, OTEL_EXPORTER_OTLP_TIMEOUT: '20000' },
      settings: { sampling: DEFAULT.sampling, queue: {} },
    },
    { name: 'a protocol that is spoken', env: { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, settings: DEFAULT },
  ]) {
    it(name, () => assert.deepEqual(tracingSettings(env), { ...(settings && { settings }), warnings: [] }));
  }

  for (const [variable, value] of [
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_EXPORTER', 'zipkin'],
    ['OTEL_TRACES_SAMPLER', 'toString'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
    ['OTEL_BSP_SCHEDULE_DELAY', '-1'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '0.5'],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', ' '],
  ] as const) {
    it(`${variable}=${value} is warned of, and its default stands`, () => {
      const { settings, warnings } = tracingSettings({ ...ENDPOINT, [variable]: value });
      assert.deepEqual(settings, DEFAULT);
      assert.equal(warnings.length, 1);
      assert.ok(warnings[0]!.startsWith(`${variable} is ${JSON.stringify(value.trim())}`), warnings[0]);
    });
  }
});
