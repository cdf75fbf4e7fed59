import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from './inputError.ts';

/**
 * Writes a file so that at every moment, also after a kill or on a full disk, either the whole new content is there
 * or what was there before: a temporary file in the same folder, flushed to the disk, then renamed.
 * The folder is made if it is missing.
 * @throws InputError when the disk is full or the place cannot be written
 */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  options: AtomicOptions = {},
): Promise<void> {
  await fillFileAtomically(path, (file) => file.writeFile(data), options);
}

export interface AtomicOptions {
  /** Whether it is flushed to the disk first; false for what is worth nothing after a loss of power. Default true. */
  readonly flush?: boolean;
}

/** The same for a file that is written piece by piece. */
export async function fillFileAtomically(
  path: string,
  fill: (file: FileHandle) => Promise<void>,
  { flush = true }: AtomicOptions = {},
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}${temporarySuffix}`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await fill(file);
      if (flush) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // On a read-only disk even this fails, which says nothing new.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asWriteProblem(error, path);
  }
}

/** A full disk or a place that cannot be written: nothing else will be written there either. */
export class UnwritablePlace extends InputError {}

/** A full disk or a place that cannot be written as the mistake of the user that it is; any other error as it is. */
export function asWriteProblem(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const problem = writeProblems[(code === 'ENOENT' ? denialOf(path) : undefined) ?? code ?? ''];
  return problem === undefined ? error : new UnwritablePlace(`invalid place to write: ${problem[0]}`, path, problem[1]);
}

/** Files with this ending are leftovers of a killed writer, never data. */
export const temporarySuffix = '.tmp';

/** Why nothing can be made in the nearest folder above a path: Node's mkdir answers ENOENT on a read-only disk. */
function denialOf(path: string): string | undefined {
  const above = dirname(resolve(path));
  if (!existsSync(above) && dirname(above) !== above) return denialOf(above);
  try {
    accessSync(above, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** What the system says when a place cannot be written, and the way out. */
const writeProblems: Readonly<Record<string, readonly [problem: string, wayOut: string]>> = {
  ENOSPC: ['no space left on the disk', 'free some space and give the command again: what is stored is whole'],
  EDQUOT: ['the disk quota is used up', 'free some space and give the command again: what is stored is whole'],
  EROFS: ['the disk is read-only', 'choose another folder'],
  EACCES: ['no permission', 'choose another folder'],
  EPERM: ['no permission', 'choose another folder'],
  ENOENT: ['the folder cannot be made', 'choose another folder'],
  EEXIST: ['a file is where a folder should be', 'choose another folder'],
  ENOTDIR: ['a file is where a folder should be', 'choose another folder'],
  EFBIG: ['the file may not become so large', 'raise the limit on file sizes'],
};
