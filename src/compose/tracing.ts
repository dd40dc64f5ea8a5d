import type { Logger } from 'pino';

import type { TracingSettings } from '../config/tracing-settings.ts';
import type { Tracing } from '../observe/tracing.ts';

/**
 * Traces as the environment asks for them; undefined where it does not, and OpenTelemetry is not loaded then. Should it refuse its
 * variables, that is said in the log and there are no traces: they are never a reason not to judge.
 */
export async function openTracing(
  settings: TracingSettings | undefined,
  { version, logger }: { readonly version: string; readonly logger: Logger },
): Promise<Tracing | undefined> {
  if (settings === undefined) return undefined;
  const onTrouble = (error: Error | undefined): void => {
    if (error === undefined) logger.info('traces are taken again');
    else logger.warn({ reason: error.message }, 'traces cannot be handed over; those that do not fit the queue are lost');
  };
  try {
    const { openOtlpTracing } = await import('../observe/otlp-tracing.ts');
    return openOtlpTracing({ ...settings, version, onTrouble });
  } catch (error) {
    logger.warn({ err: error }, 'there are no traces: OpenTelemetry refuses its settings');
    return undefined;
  }
}
