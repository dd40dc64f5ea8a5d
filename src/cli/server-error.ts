import { SerinusError } from '../errors.ts';

/** A server of ours that was asked does not answer, or not as it should. Asking again can help. */
export class ServerError extends SerinusError {
  override readonly name: string = 'ServerError';

  constructor(message: string, options?: ErrorOptions) {
    super('SERVER_UNREACHABLE', 502, message, options);
  }
}
