import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

export interface Checksum {
  /** MD5 only where the publisher gives nothing better: it finds damage, not malice. */
  readonly algorithm: 'sha256' | 'md5';
  readonly hex: string;
}

export async function fileChecksum(path: string, algorithm: Checksum['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

export function bytesChecksum(bytes: Uint8Array, algorithm: Checksum['algorithm']): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
