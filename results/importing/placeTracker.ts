import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { asWriteProblem, temporarySuffix, writeFileAtomically } from '../../datasets/atomicFile.ts';
import { InputError } from '../../datasets/inputError.ts';
import { companionNames } from '../resultsLayout.ts';
import { checkedFileName, resultsFolder } from '../store.ts';
import { formatImportRecord, type ImportRecord, importRecordName, readImportRecord } from './importRecord.ts';

/** `imported` as a new tracker; `extended` by runs that it lacked; `unchanged` where all was there already. */
export type Placement = 'imported' | 'extended' | 'unchanged';

/** The store has other results under the name. */
export class StoreConflict extends InputError {
  override readonly name = 'StoreConflict';
}

/** A writer that is alive has put its folder in place long before this. */
const abandonedAfterMs = 3_600_000;
const filesAtATime = 16;
const stagingPrefix = '.import-';

/**
 * Puts a tracker's files into a workspace's store. A new tracker appears whole or not at all: its files are written and
 * flushed in a folder beside the results, which is then renamed. One that was imported before may get further runs, each
 * whole or not at all. Nothing that is there is changed.
 * @param files by path below the tracker's folder
 * @throws StoreConflict; InputError where the disk refuses
 */
export async function placeTracker(
  workspace: string,
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
  record: ImportRecord,
): Promise<Placement> {
  const folder = join(resultsFolder(workspace), checkedFileName('tracker', name));
  const there = await filesBelow(folder);
  if (there.length > 0) return extend(workspace, name, folder, files, new Set(there));
  const staging = join(workspace, `${stagingPrefix}${randomUUID()}${temporarySuffix}`);
  try {
    const all = [...files, [importRecordName, Buffer.from(formatImportRecord(record))] as const];
    for (let i = 0; i < all.length; i += filesAtATime) {
      await Promise.all(
        all.slice(i, i + filesAtATime).map(([path, bytes]) => writeFlushed(join(staging, path), bytes)),
      );
    }
    await mkdir(resultsFolder(workspace), { recursive: true });
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    throw asWriteProblem(error, folder);
  }
  return 'imported';
}

/** Removes what killed imports left in a workspace, and gives how many there were. */
export async function removeAbandonedImports(workspace: string, nowMs: number): Promise<number> {
  const names = await readdir(workspace).catch(() => []);
  let removed = 0;
  for (const name of names.filter((name) => name.startsWith(stagingPrefix) && name.endsWith(temporarySuffix))) {
    const folder = join(workspace, name);
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined || nowMs - found.mtimeMs < abandonedAfterMs) continue;
    await rm(folder, { recursive: true, force: true });
    removed++;
  }
  return removed;
}

async function extend(
  workspace: string,
  name: string,
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  there: ReadonlySet<string>,
): Promise<Placement> {
  const wayOut = `take another name with --as, another --workspace, or remove ${folder}`;
  const missing: [path: string, bytes: Uint8Array][] = [];
  for (const [path, bytes] of files) {
    // A manifest says when an archive was packed: another one is no other result, and the first is kept.
    if (companionNames.some((companion) => companion === path)) continue;
    if (!there.has(path)) missing.push([path, bytes]);
    else if (!(await readFile(join(folder, path))).equals(bytes)) {
      throw new StoreConflict(`invalid name: the workspace has other results of ${name}`, join(folder, path), wayOut);
    }
  }
  if (missing.length === 0) return 'unchanged';
  if ((await readImportRecord(workspace, name)) === undefined) {
    throw new StoreConflict(`invalid name: the workspace has runs of its own of ${name}`, folder, wayOut);
  }
  // A run is stored exactly when its trajectory is there.
  const isTrajectory = ([path]: readonly [string, Uint8Array]): boolean => /_\d+\.txt$/.test(path);
  for (const [path, bytes] of [...missing.filter((file) => !isTrajectory(file)), ...missing.filter(isTrajectory)]) {
    await writeFileAtomically(join(folder, path), bytes);
  }
  return 'extended';
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Paths of the files below a folder, with `/`; none where there is no folder. */
async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith(temporarySuffix))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
