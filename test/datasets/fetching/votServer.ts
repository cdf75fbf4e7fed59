import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { untilSize } from '../download/arrival.ts';
import { type Answer, servers, status, whole } from '../download/fileServer.ts';
import { makeZip } from '../zip/makeZip.ts';

/** A dataset on a server of this machine as VOT publishes one: an index, and two archives a sequence. */
export interface VotServer {
  /** Of the index. */
  readonly address: string;
  readonly origin: string;
  /** Path and range of each request, in order, those for the index left out. */
  readonly requests: readonly { readonly path: string; readonly range: string | undefined }[];
  /** The archives as they should be, by path. */
  readonly archives: ReadonlyMap<string, Buffer>;
  /** Answers a path otherwise, request after request, the last way for all further ones; heals it without answers. */
  answer(path: string, ...answers: readonly Answer[]): void;
  /** Lets an archive stop in the middle, and tells when that much is written to the file that it is downloaded into. */
  stall(path: string, bytes: number, part: string): Promise<void>;
  readonly paths: (sequence: string) => { readonly annotations: string; readonly color: string };
}

export const frameCount = 3;

export interface VotServerOptions {
  readonly sequences?: readonly string[];
  /** Changes the index before it is served. */
  readonly changeIndex?: (index: VotIndex) => void;
  readonly checksum?: 'md5' | 'sha1' | 'sha256';
}

interface IndexedArchive {
  url: string;
  checksum?: string;
  uid?: string;
  uncompressed?: number;
  pattern?: string;
}

export interface VotIndex {
  name: string;
  sequences: { name: string; fps: number; annotations: IndexedArchive; channels: Record<string, IndexedArchive> }[];
}

export function votServers(): (options?: VotServerOptions) => Promise<VotServer> {
  const listen = servers();
  return async ({ sequences = ['bag', 'ball1', 'book'], changeIndex, checksum = 'sha1' } = {}) => {
    const archives = new Map<string, Buffer>();
    const index: VotIndex = { name: 'VOT of this test', sequences: [] };
    const paths = (name: string) => ({ annotations: `/vot2099/main/${name}.zip`, color: `/sequences/${name}00ff.zip` });
    for (const [number, name] of sequences.entries()) {
      const [annotations, color] = [annotationFiles(), await colorFiles(number)];
      const entry = async (path: string, files: Record<string, string | Uint8Array>) => {
        const zip = await makeZip(files);
        archives.set(path, zip);
        return {
          checksum: createHash(checksum).update(zip).digest('hex'),
          uid: `${name}-1`,
          uncompressed: Object.values(files).reduce((sum, content) => sum + content.length, 0),
        };
      };
      index.sequences.push({
        name,
        fps: 25,
        annotations: { url: `${name}.zip`, ...(await entry(paths(name).annotations, annotations)) },
        channels: {
          color: {
            url: `../../sequences/${name}00ff.zip`,
            ...(await entry(paths(name).color, color)),
            pattern: '%08d.jpg',
          },
        },
      });
    }
    changeIndex?.(index);
    const indexBytes = Buffer.from(JSON.stringify(index));
    const requests: { path: string; range: string | undefined }[] = [];
    const special = new Map<string, Answer[]>();
    const origin = await listen((request, response) => {
      const path = request.url!;
      if (!path.endsWith('.json')) requests.push({ path, range: request.headers.range });
      const answers = special.get(path);
      const answer = answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0];
      const bytes = path.endsWith('.json') ? indexBytes : archives.get(path);
      (answer ?? (bytes === undefined ? status(404) : whole(bytes)))(request, response);
    });
    return {
      address: `${origin}/vot2099/main/description.json`,
      origin,
      requests,
      archives,
      answer(path, ...answers) {
        if (answers.length === 0) special.delete(path);
        else special.set(path, [...answers]);
      },
      stall(path, bytes, part) {
        const archive = archives.get(path)!;
        special.set(path, [
          (_, response) => {
            response.writeHead(200, { 'content-length': archive.length });
            response.write(archive.subarray(0, bytes));
          },
        ]);
        return untilSize(part, bytes);
      },
      paths,
    };
  };
}

/** As VOT's annotation archives hold them. */
export function annotationFiles(length = frameCount): Record<string, string> {
  const lines = (line: (index: number) => string): string =>
    Array.from({ length }, (_, index) => `${line(index)}\n`).join('');
  return {
    'groundtruth.txt': lines((index) => `${index + 1},2,20,10`),
    'occlusion.tag': lines((index) => String(index % 2)),
    'practical.value': lines(() => '0.05'),
  };
}

const pictures = new Map<number, Promise<Buffer>>();

/** Frames of noise, so that archives are some kilobytes long. */
export async function colorFiles(seed: number, count = frameCount): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (let frame = 1; frame <= count; frame++) {
    files[`${String(frame).padStart(8, '0')}.jpg`] = await picture(100 * seed + frame);
  }
  return files;
}

function picture(seed: number): Promise<Buffer> {
  const known = pictures.get(seed);
  if (known !== undefined) return known;
  const pixels = createHash('shake256', { outputLength: 64 * 48 * 3 })
    .update(String(seed))
    .digest();
  const made = sharp(pixels, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg()
    .toBuffer();
  pictures.set(seed, made);
  return made;
}
