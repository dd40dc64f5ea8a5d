import { type Environment, envText } from './environment.ts';

/** Which traces are kept that begin here; `parentBased`: those that another program began are kept when it keeps them. */
export interface Sampling {
  readonly kind: 'always_on' | 'always_off' | 'traceidratio';
  readonly parentBased: boolean;
  /** In [0, 1]; of traceidratio. */
  readonly ratio: number;
}

/** How traces are made and sent; where to, and with which headers and certificates, the exporter reads in the environment itself. */
export interface TracingSettings {
  readonly sampling: Sampling;
  /** Of handing over a batch, its repetitions included; absent where the environment says it. */
  readonly timeoutMillis?: number;
  /** Of the queue of spans that wait to be sent, as OTEL_BSP_* name them; absent means OpenTelemetry's default. */
  readonly queue: {
    readonly scheduledDelayMillis?: number;
    readonly exportTimeoutMillis?: number;
    readonly maxQueueSize?: number;
    readonly maxExportBatchSize?: number;
  };
}

/** OpenTelemetry's own default is 10 s; for so long a collector that hangs would hold up the end of the process. */
const TIMEOUT_MS = 4_000;
/** The form of OTLP that is sent. */
const SPOKEN = 'http/json';

const SAMPLERS: Readonly<Record<string, Omit<Sampling, 'ratio'>>> = {
  always_on: { kind: 'always_on', parentBased: false },
  always_off: { kind: 'always_off', parentBased: false },
  traceidratio: { kind: 'traceidratio', parentBased: false },
  parentbased_always_on: { kind: 'always_on', parentBased: true },
  parentbased_always_off: { kind: 'always_off', parentBased: true },
  parentbased_traceidratio: { kind: 'traceidratio', parentBased: true },
};

/**
 * What OpenTelemetry's own variables say of traces; undefined where no endpoint is named, or they are turned off.
 * As its specification asks, a value that cannot be used is warned of and passed over: traces are never a reason not to start.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function tracingSettings(env: Environment): { readonly settings?: TracingSettings; readonly warnings: readonly string[] } {
  const text = (name: string): string | undefined => envText(env, name)?.trim();
  const isNamed = text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') !== undefined || text('OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined;
  const exporter = text('OTEL_TRACES_EXPORTER') ?? 'otlp';
  if (!isNamed || text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || exporter === 'none') return { warnings: [] };

  const warnings: string[] = [];
  const passOver = (name: string, given: string, instead: string): void => {
    warnings.push(`${name} is ${JSON.stringify(given)}, which is not known here: ${instead}`);
  };
  if (exporter !== 'otlp') passOver('OTEL_TRACES_EXPORTER', exporter, 'traces are sent by otlp');
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']) {
    const protocol = text(name) ?? SPOKEN;
    if (protocol !== SPOKEN) passOver(name, protocol, `traces are sent as ${SPOKEN}`);
  }

  const number = (name: string, isUsable: (value: number) => boolean): number | undefined => {
    const given = text(name);
    if (given === undefined) return undefined;
    if (given !== '' && isUsable(Number(given))) return Number(given);
    passOver(name, given, 'its default stands');
    return undefined;
  };
  const named = text('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const sampler = Object.hasOwn(SAMPLERS, named) ? SAMPLERS[named]! : undefined;
  if (sampler === undefined) passOver('OTEL_TRACES_SAMPLER', named, 'parentbased_always_on stands');
  const ratio = number('OTEL_TRACES_SAMPLER_ARG', (value) => value >= 0 && value <= 1) ?? 1;

  const positive = (name: string): number | undefined => number(name, (value) => Number.isInteger(value) && value > 0);
  const queue = {
    scheduledDelayMillis: positive('OTEL_BSP_SCHEDULE_DELAY'),
    exportTimeoutMillis: positive('OTEL_BSP_EXPORT_TIMEOUT'),
    maxQueueSize: positive('OTEL_BSP_MAX_QUEUE_SIZE'),
    maxExportBatchSize: positive('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
  };
  const isTimed = text('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') !== undefined || text('OTEL_EXPORTER_OTLP_TIMEOUT') !== undefined;
  const given = Object.fromEntries(Object.entries(queue).filter(([, value]) => value !== undefined));
  const sampling = { ...(sampler ?? SAMPLERS.parentbased_always_on!), ratio };
  return { settings: { sampling, queue: given, ...(!isTimed && { timeoutMillis: TIMEOUT_MS }) }, warnings };
}
