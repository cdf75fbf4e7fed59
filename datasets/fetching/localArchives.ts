import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError } from '../inputError.ts';
import { type DownloadSource, wrongContent } from '../download/download.ts';
import { unpackLimit, zipProblem } from '../zip/unpack.ts';
import type { ArchivePlan } from './datasetPlan.ts';

/** Zip archives that somebody downloaded before, found by their names. */
export interface LocalArchives {
  readonly folder: string;
  /** The file that has the archive of a plan; undefined where none is whole, and then the reasons are said. */
  find(
    sequence: string,
    archive: ArchivePlan,
  ): Promise<{ readonly path?: string; readonly refused: readonly string[] }>;
}

/** What a file must be to be the archive: where the publisher gives no checksum, those in the archive are all there is. */
export function archiveContent({ checksum, unpackedBytes }: ArchivePlan): Omit<DownloadSource, 'address'> {
  const check = async (path: string): Promise<string | undefined> =>
    zipProblem(path, await unpackLimit(path, unpackedBytes));
  return { size: undefined, checksum, ...(checksum === undefined ? { check } : {}) };
}

/** How deep below the folder archives may lie: a mirror of VOT's host has them in `vot2016/main` and `sequences`. */
const depth = 4;

/** @throws InputError when the folder cannot be read or has no zip archive */
export async function localArchives(folder: string): Promise<LocalArchives> {
  const byName = new Map<string, string[]>();
  await collect(folder, depth, byName);
  if (byName.size === 0) {
    throw new InputError(
      `missing archives: no .zip in ${folder}`,
      undefined,
      'a dataset that is unpacked already needs no download: give its folder to --dataset',
    );
  }
  return {
    folder,
    async find(sequence, archive) {
      const refused: string[] = [];
      for (const path of archiveNames(sequence, archive).flatMap((name) => byName.get(name.toLowerCase()) ?? [])) {
        const problem = await wrongContent(archiveContent(archive), path);
        if (problem === undefined) return { path, refused };
        refused.push(`${path}: not used, ${problem}`);
      }
      return { refused };
    },
  };
}

/** As its address names it, or as got10k's toolkit saves it (`bag_color.zip`, `bag_anno.zip`), or as this program does. */
function archiveNames(sequence: string, { label, from }: ArchivePlan): string[] {
  const published = 'address' in from ? [basename(new URL(from.address).pathname)] : [];
  const short = label === 'annotations' ? 'anno' : label;
  return [
    ...new Set([...published, `${sequence}.${label}.zip`, `${sequence}_${label}.zip`, `${sequence}_${short}.zip`]),
  ];
}

async function collect(folder: string, depth: number, byName: Map<string, string[]>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`invalid folder: it cannot be read (${error.code})`, folder);
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 1) await collect(path, depth - 1, byName);
    if (!entry.isFile() || !/\.zip$/i.test(entry.name)) continue;
    const name = entry.name.toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
}
