import { totalmem } from 'node:os';

/**
 * Bytes that new processes may take: what is free of the machine, or of the container's limit. A container counts its
 * cache of files as taken, which it gives back when asked, so at least half of its limit is taken to be free.
 */
export function availableMemory(): number {
  const free = process.availableMemory();
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? Math.max(free, limit / 2) : free;
}
