import { SerinusError } from '../errors.ts';

/** What metrics and traces call an error: its public code, or INTERNAL. Never its message, of which there is no end. */
export function errorCode(error: unknown): string {
  return error instanceof SerinusError ? error.code : 'INTERNAL';
}
