/** The JSON Pointer (RFC 6901) of a field of an object. */
export function fieldPointer(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
