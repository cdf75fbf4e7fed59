import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A zip archive of these files, `path: content`. */
export async function makeZip(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream);
}

/** An archive of one symbolic link. */
export async function makeLinkZip(path: string, target: string): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(target), path, { mode: 0o120777 });
  zip.end();
  return buffer(zip.outputStream);
}

/** The archive with another text of the same length in place of each occurrence, which zip writers would refuse. */
export function rename(zip: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error('names of one length are expected');
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

/** The archive with another size in the list of files, for its first file: what a bomb would say. */
export function declareSize(zip: Buffer, bytes: number): Buffer {
  const copy = Buffer.from(zip);
  const header = copy.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  copy.writeUInt32LE(bytes, header + 24);
  return copy;
}

/** The archive with its first file marked as encrypted. */
export function markEncrypted(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  const header = copy.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  copy.writeUInt16LE(copy.readUInt16LE(header + 8) | 1, header + 8);
  return copy;
}

/** The archive as the second part of several. */
export function markSecondPart(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  copy.writeUInt16LE(1, copy.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1')) + 4);
  return copy;
}
