import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Contents by path. */
export type ResultFiles = Readonly<Record<string, string | Uint8Array>>;

export async function writeResults(folder: string, files: ResultFiles): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Packs files and gives the archive's path. */
export async function zipResults(path: string, files: ResultFiles): Promise<string> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  await mkdir(dirname(path), { recursive: true });
  await pipeline(archive.outputStream, createWriteStream(path));
  return path;
}

/** All files below a folder as Latin-1 text, by path; none where there is no folder. */
export async function readResults(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: Record<string, string> = {};
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = await readFile(path, 'latin1');
  }
  return files;
}
