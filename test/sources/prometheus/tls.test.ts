import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SourceError } from '../../../src/errors.ts';
import { findProgram, missing } from '../../support/debian.ts';
import { never, sourceFor } from './source-options.ts';

describe('TLS', { skip: missing('openssl') }, () => {
  let folder: string;
  let ca: string;
  let server: Server;
  let url: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'serinus-tls-'));
    const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    const names = ['-subj', '/CN=serinus test', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(findProgram('openssl')!, [...args, ...names, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    ca = readFileSync(certificate, 'utf8');
    const body = '{"status":"success","data":{"resultType":"vector","result":[]}}';
    server = createServer({ key: readFileSync(key), cert: ca }, (_, response) => void response.end(body)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
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
