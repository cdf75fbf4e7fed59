import { readdir } from 'node:fs/promises';

/**
 * For `catch`: nothing where there is no such file or folder, or a file in the place of one above it, which writing there says
 * better than reading; every other error goes on.
 */
export function undefinedIfMissing(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
}

/** All names in a folder, in no order; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(undefinedIfMissing)) ?? [];
}
