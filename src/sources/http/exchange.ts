/** What came of one request. Nothing of a library's own errors is in it: those hold the request with its password. */
export type Exchange =
  | { readonly kind: 'reply'; readonly status: number; readonly header: (name: string) => string | undefined; readonly body: string }
  | { readonly kind: 'no reply'; readonly code: string; readonly message: string }
  | { readonly kind: 'too large'; readonly maxBytes: number };
