import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { fillFileAtomically } from '../../datasets/atomicFile.ts';

/** A file of an archive, read when its turn comes. */
export interface ArchiveEntry {
  readonly path: string;
  read(): Promise<Uint8Array>;
}

/**
 * Writes a zip archive, whole or not at all. The same entries, moment and version of Node give the same bytes.
 * @param packedAtMs the time that all its files bear, milliseconds since 1970
 */
export async function writeArchive(path: string, entries: readonly ArchiveEntry[], packedAtMs: number): Promise<void> {
  const zip = new ZipFile();
  const options = { mtime: localTimeLikeUtc(packedAtMs), mode: 0o100644, forceDosTimestamp: true };
  for (const entry of entries) {
    zip.addReadStreamLazy(entry.path, options, (pass) => {
      entry.read().then(
        (bytes) => pass(null, Readable.from([bytes])),
        (error: unknown) => pass(error, Readable.from([])),
      );
    });
  }
  zip.end();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  await fillFileAtomically(path, async (file) => {
    for await (const chunk of output) await file.writeFile(chunk as Uint8Array);
  });
}

/** A zip has local times: a moment whose local time is the given one's UTC, so that the bytes depend on no time zone. */
function localTimeLikeUtc(ms: number): Date {
  const utc = new Date(Math.max(ms, earliestMs));
  return new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
  );
}

/** A zip knows no time before 1980. */
const earliestMs = Date.UTC(1980, 0, 1);
