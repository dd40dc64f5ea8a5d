import { createHash } from 'node:crypto';
import type { ConfigDocument } from '../../model/config-document.ts';
import { canonicalJson } from './canonical-json.ts';

/** First 16 hex digits of the SHA-256 of the document's canonical JSON: comments, layout and order of keys do not change it. */
export function configHash(document: ConfigDocument): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex').slice(0, 16);
}
