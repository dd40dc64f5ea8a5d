import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { selfSigned } from '../../support/certificate.ts';
import { missing } from '../../support/debian.ts';
import { fluxFor, influxqlFor, never } from './source-options.ts';

describe('TLS', { skip: missing('openssl') }, () => {
  let ca: string;
  let server: Server;
  let url: string;
  before(async () => {
    const { key, certificate } = selfSigned();
    ca = certificate;
    server = createServer({ key, cert: ca }, (request, response) => {
      const isFlux = request.url?.startsWith('/api/v2');
      response.setHeader('content-type', isFlux ? 'text/csv' : 'application/json');
      response.end(isFlux ? '' : '{"results":[{}]}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  for (const [name, open] of Object.entries({ InfluxQL: influxqlFor, Flux: fluxFor })) {
    it(`${name}: trusts a server by the given certificate authority`, () => open(url, { ca }).check(never));
    it(`${name}: refuses the same server without it, for good`, () =>
      assert.rejects(open(url, { retries: 3 }).check(never), { retryable: false, message: /no answer, self-signed certificate/ }));
  }
});
