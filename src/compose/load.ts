import type { Logger } from 'pino';
import type { OverloadSettings } from '../config/http-settings.ts';
import { type Load, watchLoad } from '../http/load.ts';

/** A server whose loop is a second behind answers nobody in good time. */
const MAX_DELAY_MS = 1_000;

/** Watches what the process has left, and says when that is too little, and when no longer. */
export function openLoad({ maxDelayMs = MAX_DELAY_MS, maxMemoryBytes }: OverloadSettings = {}, logger: Logger): Load {
  return watchLoad({ maxDelayMs, ...(maxMemoryBytes !== undefined && { maxMemoryBytes }) }, (overload) => {
    if (overload === undefined) logger.info('no longer too busy');
    else logger.warn({ overload }, 'too busy: requests are refused, and verdicts are not judged afresh');
  });
}
