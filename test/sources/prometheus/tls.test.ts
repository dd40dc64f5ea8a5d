import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { SourceError } from '../../../src/errors.ts';
import { selfSigned } from '../../support/certificate.ts';
import { missing } from '../../support/debian.ts';
import { never, sourceFor } from './source-options.ts';

describe('TLS', { skip: missing('openssl') }, () => {
  let ca: string;
  let server: Server;
  let url: string;
  before(async () => {
    const { key, certificate } = selfSigned();
    ca = certificate;
    const body = '{"status":"success","data":{"resultType":"vector","result":[]}}';
    server = createServer({ key, cert: ca }, (_, response) => void response.end(body)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it('trusts a server by the given certificate authority', () => sourceFor(url, { ca }).check(never));

  it('refuses the same server without it, for good', async () => {
    await assert.rejects(sourceFor(url, { retries: 3 }).check(never), (error) => {
      assert.ok(error instanceof SourceError);
      assert.match(error.message, /no answer, self-signed certificate/);
      assert.equal(error.retryable, false);
      return true;
    });
  });
});
