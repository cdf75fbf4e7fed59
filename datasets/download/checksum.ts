import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../inputError.ts';

export interface Checksum {
  /** MD5 and SHA-1 only where the publisher gives nothing better: they find damage, not malice. */
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  readonly hex: string;
}

const algorithms: ReadonlyMap<number, Checksum['algorithm']> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
  [128, 'sha512'],
]);

/**
 * A checksum of which the publisher does not say the kind: its length does.
 * @throws InputError for a text that is none
 */
export function parseChecksum(text: string, where: string): Checksum {
  const hex = text.toLowerCase();
  const algorithm = algorithms.get(hex.length);
  if (algorithm !== undefined && /^[0-9a-f]+$/.test(hex)) return { algorithm, hex };
  throw new InputError(
    `invalid checksum: ${JSON.stringify(text)}`,
    where,
    '32 (MD5), 40 (SHA-1), 64 (SHA-256) or 128 (SHA-512) hexadecimal digits are expected',
  );
}

export async function fileChecksum(path: string, algorithm: Checksum['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

export function bytesChecksum(bytes: Uint8Array, algorithm: Checksum['algorithm']): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
