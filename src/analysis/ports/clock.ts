/** Now, in integer Unix milliseconds. */
export interface Clock {
  now(): number;
}
