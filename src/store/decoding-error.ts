/** Whether an error says that what was stored cannot be read back: packed values, JSON or compressed bytes of no sense. */
export function isDecodingError(error: unknown): error is Error {
  return error instanceof RangeError || error instanceof SyntaxError || (error instanceof Error && isZlib(error));
}

function isZlib(error: Error): boolean {
  return 'code' in error && /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(String(error.code));
}
