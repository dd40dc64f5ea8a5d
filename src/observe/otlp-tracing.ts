import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Span, SpanStart, Tracing } from './tracing.ts';

export interface OtlpTracingOptions {
  readonly sampling: { readonly kind: 'always_on' | 'always_off' | 'traceidratio'; readonly parentBased: boolean; readonly ratio: number };
  /** Of handing over a batch; absent where the environment says it. */
  readonly timeoutMillis?: number;
  readonly queue: {
    readonly scheduledDelayMillis?: number;
    readonly exportTimeoutMillis?: number;
    readonly maxQueueSize?: number;
    readonly maxExportBatchSize?: number;
  };
  /** Of the program. */
  readonly version: string;
  /** Told when a batch could not be handed over, and undefined when one could again. */
  readonly onTrouble: (error: Error | undefined) => void;
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;
const STOP_MS = 5_000;

/**
 * Traces by OpenTelemetry, sent as OTLP over HTTP. Where to, with which headers, certificates and timeout, and under which name, the
 * SDK reads in its own environment variables. Nothing is registered globally.
 *
 * @throws {Error} of the SDK: a variable holds what it cannot use.
 */
export function openOtlpTracing({ sampling, timeoutMillis, queue, version, onTrouble }: OtlpTracingOptions): Tracing {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'serinus', 'service.version': version }))
    .merge(detectResources({ detectors: [envDetector] }));
  const exporter = telling(new OTLPTraceExporter(timeoutMillis === undefined ? {} : { timeoutMillis }), onTrouble);
  const processor = new BatchSpanProcessor({ exporter, ...queue });
  const provider = new TracerProvider({ resource, sampler: samplerOf(sampling), spanProcessors: [processor] });
  const tracer = provider.getTracer('serinus', version);
  const propagator = new W3CTraceContextPropagator();
  const contexts = new WeakMap<Span, Context>();

  const contextOf = ({ below, from }: SpanStart): Context => {
    const known = below && contexts.get(below);
    return known ?? (from === undefined ? ROOT_CONTEXT : propagator.extract(ROOT_CONTEXT, from, defaultTextMapGetter));
  };
  return {
    begin(name, start) {
      const context = contextOf(start);
      const opened = tracer.startSpan(name, { kind: KINDS[start.kind], attributes: { ...start.attributes } }, context);
      const span = spanOver(opened);
      contexts.set(span, trace.setSpan(context, opened));
      return span;
    },
    headersBelow(span) {
      const headers: Record<string, string> = {};
      const context = contexts.get(span);
      if (context !== undefined) propagator.inject(context, headers, defaultTextMapSetter);
      return headers;
    },
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_MS);
      });
      // What cannot be handed over by now is lost; onTrouble has been told why.
      await Promise.race([provider.shutdown().catch(() => undefined), limit]);
      clearTimeout(timer);
    },
  };
}

function spanOver(span: OtelSpan): Span {
  return {
    traceId: span.spanContext().traceId,
    note: (attributes) => void span.setAttributes({ ...attributes }),
    end(failure) {
      if (failure !== undefined) span.setAttribute('error.type', failure).setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

function samplerOf({ kind, parentBased, ratio }: OtlpTracingOptions['sampling']): Sampler {
  const samplers = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const root = samplers[kind]();
  return parentBased ? new ParentBasedSampler({ root }) : root;
}

/** The exporter, with a word whenever it begins to fail and when it works again. */
function telling(exporter: OTLPTraceExporter, onTrouble: (error: Error | undefined) => void): SpanExporter {
  let isFailing = false;
  const tell = ({ code, error }: ExportResult): void => {
    const failed = code !== ExportResultCode.SUCCESS;
    if (failed !== isFailing) onTrouble(failed ? (error ?? new Error('no reason given')) : undefined);
    isFailing = failed;
  };
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        tell(result);
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
