import { readdir } from 'node:fs/promises';

/** For `catch`: nothing where there is no such file or folder; every other error goes on. */
export function undefinedIfMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

/** All names in a folder, in no order; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(undefinedIfMissing)) ?? [];
}
