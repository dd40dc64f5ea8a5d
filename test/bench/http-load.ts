import { connect } from 'node:net';

const CONNECTIONS = 16;
const READ_BYTES = 64 * 1024;

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
  const buffer = Buffer.alloc(READ_BYTES);
  const onReply = (size: number): boolean => {
    missing = missing > 0 ? missing - size : restOfReply(buffer, size);
    if (Number.isNaN(missing)) {
      socket.destroy(new Error(`not a reply with status 200 and a length: ${buffer.toString('latin1', 0, Math.min(size, 200))}`));
    }
    if (missing !== 0) return true;
    count++;
    if (performance.now() < end) {
      socket.write(request);
    } else {
      resolve(count);
      socket.destroy();
    }
    return true;
  };
  // Each reply is read into the same memory: a buffer made for each would cost the client more than a long reply costs the server.
  const socket = connect({ host, port, noDelay: true, onread: { buffer, callback: onReply } }, () => socket.write(request));
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`${host}:${port} closed a connection`)));
  return promise;
}

/** Bytes of the reply's body that are not among the `size` read first; NaN when those do not begin a reply that can be counted. */
function restOfReply(read: Buffer, size: number): number {
  const head = read.toString('latin1', 0, Math.min(size, 1024));
  const [, length] = /\r\ncontent-length: (\d+)\r\n/i.exec(head) ?? [];
  const body = head.indexOf('\r\n\r\n') + 4;
  return head.startsWith('HTTP/1.1 200') && body > 3 ? body + Number(length) - size : Number.NaN;
}
