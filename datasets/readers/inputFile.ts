import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../inputError.ts';

/** @throws InputError when the file cannot be read */
export async function readInputFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable('file', path, error);
  }
}

export interface FolderContent {
  /** Names in alphabetical order; those that begin with a dot are left out. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

export const emptyFolder: FolderContent = { files: [], folders: [] };

/** @throws InputError when the folder cannot be read */
export async function readFolder(path: string): Promise<FolderContent> {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const kind = entry.isSymbolicLink() ? await linkTarget(join(path, entry.name)) : entry;
      if (kind?.isFile()) files.push(entry.name);
      if (kind?.isDirectory()) folders.push(entry.name);
    }
  } catch (error) {
    throw unreadable('folder', path, error);
  }
  return { files: files.toSorted(), folders: folders.toSorted() };
}

/** What a link points to; undefined where it points nowhere. */
async function linkTarget(path: string): Promise<Pick<Dirent, 'isFile' | 'isDirectory'> | undefined> {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
}

function unreadable(what: string, path: string, error: unknown): InputError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new InputError(`missing ${what}: ${path}`);
  return new InputError(`invalid ${what}: it cannot be read (${code ?? String(error)})`, path);
}
