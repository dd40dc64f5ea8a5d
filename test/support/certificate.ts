import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram } from './debian.ts';

/** A key and a certificate of 127.0.0.1 that signs itself, as PEM text. Needs Debian's openssl. */
export function selfSigned(): { readonly key: string; readonly certificate: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-tls-'));
  try {
    const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    const names = ['-subj', '/CN=serinus test', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(findProgram('openssl')!, [...args, ...names, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
