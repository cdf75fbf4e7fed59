import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { zipDamage } from './zipDamage.ts';

/** A zip archive that is open: its list of files is read, they are not. */
export interface ZipArchive {
  readonly path: string;
  /** Files by their path in the archive, with `/`, in the archive's order; folders are left out. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The bytes of a file piece by piece; it ends in an InputError when they are not what the archive says. */
  read(entry: Entry): AsyncIterable<Uint8Array>;
  close(): void;
}

const options = { lazyEntries: true, autoClose: false } as const;

/**
 * @param bytes the archive's, where it is no file of its own: `path` then only names it
 * @throws InputError when the archive is damaged, or has a path that leads out of it or two files of one path
 */
export async function openZip(path: string, bytes?: Uint8Array): Promise<ZipArchive> {
  let zip: ZipFile | undefined;
  const entries = new Map<string, Entry>();
  try {
    zip = await (bytes === undefined ? openPromise(path, options) : fromBufferPromise(Buffer.from(bytes), options));
    // yauzl refuses absolute paths, backslashes and `..` here.
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (entries.has(entry.fileName)) throw new Error(`two files of one name: ${entry.fileName}`);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    zip?.close();
    throw zipDamage('archive', error as Error, path);
  }
  const opened = zip;
  return { path, entries, read: (entry) => checkedBytes(opened, entry, path), close: () => opened.close() };
}

/** yauzl checks that there are as many bytes as the archive says; here also their checksum. */
async function* checkedBytes(zip: ZipFile, entry: Entry, path: string): AsyncIterable<Uint8Array> {
  let crc = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      crc = crc32(chunk as Uint8Array, crc);
      yield chunk as Uint8Array;
    }
    if (crc !== entry.crc32) throw new Error('its checksum is wrong');
  } catch (error) {
    throw zipDamage('file in archive', error as Error, `${path}:${entry.fileName}`);
  }
}
