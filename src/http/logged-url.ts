const SECRET = /([?&][^=&]*(?:token|secret|password|passwd|credential|auth|key)[^=&]*=)[^&]*/gi;

/** The address as the log shows it: credentials are accepted in no address, but clients put them there, and they would stay in the log. */
export function loggedUrl(url: string): string {
  return url.replace(SECRET, '$1[secret]');
}
