/** What an Authorization header says. */
export type Authorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'unreadable' };

const UNREADABLE = { kind: 'unreadable' } as const;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the header (RFC 6750, RFC 7617). A scheme that is neither is unreadable. */
export function readAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return { kind: 'none' };
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +([A-Za-z0-9._~+/-]+=*) *$/.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return { kind: 'bearer', token: value };
    case 'basic':
      return readBasic(value);
    default:
      return UNREADABLE;
  }
}

function readBasic(encoded: string): Authorization {
  try {
    const text = utf8.decode(Buffer.from(encoded, 'base64'));
    const colon = text.indexOf(':');
    return colon < 0 ? UNREADABLE : { kind: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return UNREADABLE;
  }
}
