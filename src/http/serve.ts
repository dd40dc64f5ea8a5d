import type { FastifyInstance } from 'fastify';

import { SerinusError } from '../errors.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** How long requests in hand may still take once the app is closed; then their connections are cut. Default 10 s. */
  readonly closeTimeoutMs?: number;
}

/**
 * Starts to accept requests. `app.close()` then stops accepting, lets requests in hand finish within the limit, and returns.
 * Call it before the app is ready.
 * @returns the address, such as http://127.0.0.1:8080.  @throws {SerinusError} CANNOT_LISTEN, with the system's code.
 */
export async function listen(app: FastifyInstance, { host, port, closeTimeoutMs = 10_000 }: ListenOptions): Promise<string> {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    const limit = setTimeout(() => app.server.closeAllConnections(), closeTimeoutMs);
    app.server.once('close', () => clearTimeout(limit));
  });
  // A kept connection would otherwise hold the server open until its keep-alive time is over.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done();
  });
  return app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
    throw new SerinusError('CANNOT_LISTEN', 503, `cannot listen on ${host}, port ${port} (${cause.code ?? cause.message})`, { cause });
  });
}
