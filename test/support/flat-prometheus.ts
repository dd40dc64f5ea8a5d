import { type HttpServer, startHttpServer } from './http-server.ts';

export interface FlatPrometheus extends HttpServer {
  /** Answers 503 from now on. */
  fail(): void;
}

/** A server with Prometheus' API where every query has one series, 1 at all times. */
export async function startFlatPrometheus(): Promise<FlatPrometheus> {
  let isFailing = false;
  const server = await startHttpServer(({ body, path }, response) => {
    if (isFailing) {
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"status":"error","errorType":"unavailable","error":"down"}');
      return;
    }
    const form = new URLSearchParams(body === '' ? path.split('?')[1] : body);
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)));
    const values: [number, string][] = [];
    for (let time = start!; time <= end!; time += step!) values.push([time, '1']);
    const data = { resultType: 'matrix', result: [{ metric: {}, values }] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'success', data }));
  });
  return {
    ...server,
    fail() {
      isFailing = true;
    },
  };
}
