import type { Socket } from 'node:net';
import { PROBLEM_TYPE } from './problem.ts';

const REPLIES: Readonly<Record<string, readonly [status: number, title: string, code: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'HEADERS_TOO_LARGE'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'REQUEST_TIMEOUT'],
};
const MALFORMED = [400, 'Bad Request', 'MALFORMED_HTTP'] as const;

/** Answers what is no HTTP request, and so never reaches a route, and closes the connection. */
export function refuseClient(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, title, code] = REPLIES[error.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail: title, instance: 'unknown' });
  const head = [`HTTP/1.1 ${status} ${title}`, `Content-Type: ${PROBLEM_TYPE}`, `Content-Length: ${body.length}`, 'Connection: close'];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
