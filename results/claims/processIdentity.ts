/** @file Which process it is, so that another one can tell whether it is still there. */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

export const processIdentitySchema = z.object({
  /** Unlike that of any other process, on this machine or another, at any time. */
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  /** Which start of which kernel, and which container's process numbers; empty where the system does not say. */
  system: z.string(),
  /** When the process began, in the kernel's own count; empty where the system does not say. */
  began: z.string(),
});

export type ProcessIdentity = Readonly<z.infer<typeof processIdentitySchema>>;

/** This process. A new identity at each call. */
export function thisProcess(): ProcessIdentity {
  const host = hostname();
  return {
    id: `${host.replaceAll(/[^\w.-]/g, '_')}-${process.pid}-${randomUUID().slice(0, 8)}`,
    host,
    pid: process.pid,
    system: systemOf(),
    began: startOf(process.pid) ?? '',
  };
}

/**
 * Whether a process is there: `alive`, `gone`, or `unknown` where that cannot be told from here, as of one on another
 * machine. A process number that now belongs to another process counts as gone.
 */
export function lookUp(identity: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  const { host, pid, system, began } = identity;
  if (host !== hostname() || system === '' || began === '' || system !== systemOf()) return 'unknown';
  return startOf(pid) === began ? 'alive' : 'gone';
}

function systemOf(): string {
  try {
    const kernelStart = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${kernelStart} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/** The kernel's count when a process began; undefined where there is none, or only what is left of one that ended. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may have any characters; state is the first field behind it, start the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
