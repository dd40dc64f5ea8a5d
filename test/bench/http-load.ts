import { connect } from 'node:net';

const CONNECTIONS = 16;

/**
 * Requests per second that a server answers with status 200 over kept connections, each sending its next request when it has the reply
 * to the last. Reads no more of a reply than it must to find its end: the load shares the machine with the server.
 * @throws {Error} a reply that is not 200, or a connection that ends.
 */
export async function requestsPerSecond(url: string, durationMs: number): Promise<number> {
  const { hostname, port, pathname, search } = new URL(url);
  const request = Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: keep-alive\r\n\r\n`);
  const start = performance.now();
  const end = start + durationMs;
  const answered = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => askUntil({ port: Number(port), host: hostname, request, end })),
  );
  return answered.reduce((sum, count) => sum + count, 0) / ((performance.now() - start) / 1000);
}

interface Asking {
  readonly host: string;
  readonly port: number;
  readonly request: Buffer;
  /** On performance's clock. */
  readonly end: number;
}

function askUntil({ host, port, request, end }: Asking): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let count = 0;
  let missing = 0;
  const socket = connect({ host, port, noDelay: true }, () => socket.write(request));
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`${host}:${port} closed a connection`)));
  socket.on('data', (chunk) => {
    missing = missing > 0 ? missing - chunk.length : restOfReply(chunk);
    if (Number.isNaN(missing)) socket.destroy(new Error(`not a reply with status 200 and a length: ${chunk.toString().slice(0, 200)}`));
    if (missing !== 0) return;
    count++;
    if (performance.now() < end) {
      socket.write(request);
      return;
    }
    resolve(count);
    socket.destroy();
  });
  return promise;
}

/** Bytes of the reply's body that are not in its first chunk; NaN when the chunk does not begin a reply that can be counted. */
function restOfReply(chunk: Buffer): number {
  const head = chunk.toString('latin1', 0, Math.min(chunk.length, 1024));
  const [, length] = /\r\ncontent-length: (\d+)\r\n/i.exec(head) ?? [];
  const body = head.indexOf('\r\n\r\n') + 4;
  return head.startsWith('HTTP/1.1 200') && body > 3 ? body + Number(length) - chunk.length : Number.NaN;
}
