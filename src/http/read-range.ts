import { BadInputError } from '../errors.ts';
import { readInstant } from './schemas/instant.ts';

/** The time that a request is about; without `to` until now, this millisecond included, without `from` the last `lastMs` of it. @throws {BadInputError} */
export function readRange(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { nowMs, lastMs }: { readonly nowMs: number; readonly lastMs: number },
): { readonly fromMs: number; readonly toMs: number } {
  const toMs = to === undefined ? nowMs + 1 : readInstant('to', to);
  const fromMs = from === undefined ? toMs - lastMs : readInstant('from', from);
  if (fromMs >= toMs) throw new BadInputError('from', 'is not before to');
  return { fromMs, toMs };
}
