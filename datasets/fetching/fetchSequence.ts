import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asWriteProblem, UnwritablePlace } from '../atomicFile.ts';
import { type DownloadOptions, wrongContent } from '../download/download.ts';
import { downloadFromAny, mirrorAddresses } from '../download/mirrors.ts';
import { InputError } from '../inputError.ts';
import { readFolder } from '../readers/inputFile.ts';
import { unpack, unpackLimit } from '../zip/unpack.ts';
import { openZip, type ZipArchive } from '../zip/zipArchive.ts';
import { sequenceRoots } from './bundle.ts';
import { downloadFolder, hasSequenceFiles, sequenceState } from './datasetFolder.ts';
import type { ArchivePlan, SequencePlan } from './datasetPlan.ts';
import { archiveContent, type LocalArchives } from './localArchives.ts';

export interface FetchSequenceOptions extends Omit<DownloadOptions, 'progress'> {
  readonly mirrors: readonly string[];
  readonly local: LocalArchives | undefined;
  /** As of `download`, for each archive; an archive that is here already counts as 0 of 0 bytes. */
  readonly progress: (archive: ArchivePlan, bytes: number, total: number | undefined, received: number) => void;
  readonly say: (text: string) => void;
}

/**
 * Fetches a sequence into its place in the dataset's folder: its archives are downloaded and checked, unpacked beside,
 * read as a sequence, and only then they take the place of what was there. Archives that came in stay for another try;
 * those that hold no such sequence go.
 * @throws InputError when an archive cannot be had or what it holds is no sequence
 */
export async function fetchSequence(folder: string, plan: SequencePlan, options: FetchSequenceOptions): Promise<void> {
  await checkReplaceable(folder, plan.name);
  const staging = join(downloadFolder(folder), 'unpacked');
  const unpacked = join(staging, plan.name);
  try {
    const archives: string[] = [];
    for (const archive of plan.archives) archives.push(await obtain(folder, plan.name, archive, options));
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked, { recursive: true });
    try {
      for (const [index, archive] of plan.archives.entries()) {
        await unpackArchive(archives[index]!, archive, join(unpacked, archive.into), options.signal);
      }
      if (plan.properties !== undefined) {
        await rm(join(unpacked, 'sequence'), { recursive: true, force: true });
        await writeFile(join(unpacked, 'sequence'), propertiesText(plan.properties), { flush: true });
      }
      const state = await sequenceState(staging, plan);
      if (state !== 'complete') {
        const problem = typeof state === 'string' ? state : state.problem;
        throw new InputError(`invalid sequence in archive: ${problem}`, plan.name, 'nothing was kept');
      }
    } catch (error) {
      if (error instanceof InputError && !(error instanceof UnwritablePlace)) await removeArchives(folder, plan);
      throw error;
    }
    await replaceFolder(join(folder, plan.name), unpacked, join(downloadFolder(folder), 'replaced', plan.name));
    await removeArchives(folder, plan);
  } catch (error) {
    throw asWriteProblem(error, unpacked);
  } finally {
    await rm(unpacked, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function checkReplaceable(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  const content = found.isDirectory() ? await readFolder(path) : undefined;
  const isEmpty = content?.files.length === 0 && content.folders.length === 0;
  if (content !== undefined && (isEmpty || hasSequenceFiles(content))) return;
  throw new InputError(
    `invalid place for sequence ${JSON.stringify(name)}: what is there is no sequence`,
    path,
    'move it away or choose another folder',
  );
}

/** Path of the whole archive: a file of this machine, one that an earlier try left, or one that is downloaded now. */
async function obtain(
  folder: string,
  sequence: string,
  archive: ArchivePlan,
  { local, mirrors, progress, say, ...options }: FetchSequenceOptions,
): Promise<string> {
  const { from } = archive;
  const here = (path: string): string => {
    progress(archive, 0, 0, 0);
    return path;
  };
  if ('file' in from) return here(from.file);
  const found = await local?.find(sequence, archive);
  for (const reason of found?.refused ?? []) say(`warning: ${reason}`);
  if (found?.path !== undefined) return here(found.path);
  const path = archivePath(folder, sequence, archive);
  const content = archiveContent(archive);
  if ((await stat(path).catch(() => undefined)) !== undefined && (await wrongContent(content, path)) === undefined) {
    return here(path);
  }
  const part = `${path}.part`;
  await downloadFromAny(mirrorAddresses(from.address, mirrors), content, part, {
    ...options,
    progress: (bytes, total, received) => progress(archive, bytes, total, received),
  });
  await rename(part, path);
  return path;
}

function archivePath(folder: string, sequence: string, { label }: ArchivePlan): string {
  return join(downloadFolder(folder), `${sequence}.${label}.zip`);
}

/** Removes what was downloaded; files of the user stay. */
async function removeArchives(folder: string, { name, archives }: SequencePlan): Promise<void> {
  for (const archive of archives) {
    await rm(archivePath(folder, name, archive), { force: true });
    await rm(`${archivePath(folder, name, archive)}.part`, { force: true });
  }
}

async function unpackArchive(
  path: string,
  { unpackedBytes, root }: ArchivePlan,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const zip = await openZip(path);
  try {
    const limitBytes = await unpackLimit(path, unpackedBytes);
    await unpack(zip, target, { root: root ?? onlyRoot(zip), limitBytes, signal });
  } finally {
    zip.close();
  }
}

function onlyRoot(zip: ZipArchive): string {
  const roots = sequenceRoots(zip);
  if (roots.length === 1) return roots[0]!;
  throw new InputError(
    roots.length === 0
      ? 'missing ground truth: the archive holds none'
      : `invalid archive: ${roots.length} folders with a ground truth where one sequence is expected`,
    zip.path,
    'nothing was kept',
  );
}

/** `key=value` lines, sorted, as VOT's toolkit writes them (vot/utilities/__init__.py write_properties). */
function propertiesText(properties: Readonly<Record<string, string>>): string {
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
  return lines.toSorted().join('');
}

/** Puts a folder in the place of another, which is gone or still whole whenever this is killed. */
async function replaceFolder(target: string, replacement: string, aside: string): Promise<void> {
  await rm(aside, { recursive: true, force: true });
  await mkdir(join(aside, '..'), { recursive: true });
  await rename(target, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(replacement, target);
  await rm(aside, { recursive: true, force: true });
}
