import { readFileSync } from 'node:fs';

/** User and system time of all threads of a process, from proc(5), whose ticks are hundredths of a second. Linux only. */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
