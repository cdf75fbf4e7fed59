import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../shared/data', import.meta.url));

/**
 * Absolute path of a file of the data folder beside the checkout (`../shared/data`: real sequences, results, weights
 * and oracles that the repository does not hold).
 */
export function sharedData(path: string): string {
  const file = join(root, path);
  if (!existsSync(file)) {
    throw new Error(`missing test data: ${file}; these tests need the folder shared/data beside the checkout`);
  }
  return file;
}
