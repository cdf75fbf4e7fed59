import { join, resolve } from 'node:path';
import { InputError } from '../../../datasets/inputError.ts';

export interface CachePlace {
  /** What the user asked for (`--cache`); it comes first. */
  readonly chosen?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
}

/**
 * The folder for what is downloaded or measured once: `--cache`, else TRACKING_LOSS_CACHE, else `tracking-loss` in
 * XDG_CACHE_HOME or ~/.cache (on Windows in LOCALAPPDATA).
 */
export function cacheFolder({ chosen, environment, platform, home }: CachePlace): string {
  const own = chosen ?? (environment['TRACKING_LOSS_CACHE'] || undefined);
  if (own !== undefined) return resolve(own);
  const [variable, otherwise] =
    platform === 'win32'
      ? (['LOCALAPPDATA', join(home, 'AppData', 'Local')] as const)
      : (['XDG_CACHE_HOME', join(home, '.cache')] as const);
  return join(environment[variable] || otherwise, 'tracking-loss');
}

const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

/** Writes into the cache. @throws InputError when the folder cannot be written or the disk is full */
export async function writingCache<T>(cache: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !unwritable.includes(code)) throw error;
    throw new InputError(
      `invalid cache folder: it cannot be written (${code})`,
      cache,
      'choose another one with --cache',
    );
  }
}
