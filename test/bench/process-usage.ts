import { readFileSync, writeFileSync } from 'node:fs';

// The kernel's USER_HZ, the same on every architecture Linux still runs on.
const TICKS_PER_SECOND = 100;

/** CPU seconds, user and system, that all threads of a process have used so far. Linux only. */
export function readCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; utime and stime are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The most memory a process has had resident since it started or since `forgetPeak`, in MiB. */
export function readPeakMib(pid: number): number {
  return readStatus(pid, 'VmHWM') / 1024;
}

/** The memory of a process that is resident now, in MiB. */
export function readResidentMib(pid: number): number {
  return readStatus(pid, 'VmRSS') / 1024;
}

/** Lets the peak begin anew from what is resident now. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function readStatus(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN);
}
