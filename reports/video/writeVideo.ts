/** @file A film from pictures: an animated WebP, which needs nothing else, or an MP4, which ffmpeg makes. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import sharp from 'sharp';
import { asWriteProblem, temporarySuffix, writeFileAtomically } from '../../datasets/atomicFile.ts';
import { formatBytes } from '../../datasets/byteSize.ts';
import { InputError, WrongRequest } from '../../datasets/inputError.ts';
import type { Picture } from './videoFrame.ts';

export interface VideoOptions {
  readonly fps: number;
  /** How many pictures come. */
  readonly length: number;
  readonly width: number;
  readonly height: number;
}

type Writer = (path: string, pictures: AsyncIterable<Picture>, options: VideoOptions) => Promise<void>;

const writers: Readonly<Record<string, Writer>> = { '.webp': writeWebp, '.mp4': writeMp4 };

/** An animated WebP is made in one piece; beyond this its pictures are too many. */
const largestAnimationInBytes = 2 ** 30;
const webpSettings = { quality: 80, effort: 2, loop: 0 } as const;

/**
 * What keeps a film of this name and size from being written at all, said before anything is drawn.
 * @throws WrongRequest for an ending that is not known and an animation too large; InputError without ffmpeg
 */
export async function checkVideo(path: string, { length, width, height }: VideoOptions): Promise<void> {
  const format = extname(path).toLowerCase();
  if (writers[format] === undefined) {
    throw new WrongRequest(`unknown film format: ${path}`, undefined, `known: ${Object.keys(writers).join(', ')}`);
  }
  const bytes = length * width * height * 3;
  if (format === '.webp' && bytes > largestAnimationInBytes) {
    throw new WrongRequest(
      `invalid animation: ${length} pictures of ${width}x${height} are ${formatBytes(bytes)}`,
      path,
      'take fewer frames (--from, --to) or smaller ones (--width), or write an .mp4',
    );
  }
  if (format === '.mp4' && !(await isFfmpegThere())) {
    throw new InputError(
      'missing program: ffmpeg, which makes MP4 films',
      undefined,
      'install it (apt-get install ffmpeg, brew install ffmpeg), or give --out a name that ends in .webp',
    );
  }
}

/**
 * Writes a film; the file is there whole or not at all.
 * @throws InputError as `checkVideo`
 */
export async function writeVideo(path: string, pictures: AsyncIterable<Picture>, options: VideoOptions): Promise<void> {
  await checkVideo(path, options);
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw asWriteProblem(error, path);
  });
  await writers[extname(path).toLowerCase()]!(path, pictures, options);
}

async function writeWebp(
  path: string,
  pictures: AsyncIterable<Picture>,
  { fps, length, width, height }: VideoOptions,
): Promise<void> {
  const pictureBytes = width * height * 3;
  const tall = Buffer.alloc(length * pictureBytes);
  let count = 0;
  for await (const { data } of pictures) tall.set(data, count++ * pictureBytes);
  const film = sharp(tall, {
    raw: { width, height: height * length, channels: 3, pageHeight: height },
    limitInputPixels: false,
  });
  const delay = Array.from({ length }, () => Math.round(1000 / fps));
  await writeFileAtomically(path, await film.webp({ ...webpSettings, delay }).toBuffer());
}

async function isFfmpegThere(): Promise<boolean> {
  const child = spawn('ffmpeg', ['-version'], { stdio: 'ignore' });
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

async function writeMp4(
  path: string,
  pictures: AsyncIterable<Picture>,
  { fps, width, height }: VideoOptions,
): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomUUID()}${temporarySuffix}`);
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(fps), '-i', '-'];
  const coding = ['-c:v', 'libx264', '-crf', '20', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', '-f', 'mp4'];
  const child = spawn('ffmpeg', ['-loglevel', 'error', '-y', ...input, ...coding, unfinished], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close');
  // What it says when it ends early is more than a broken pipe.
  child.stdin.on('error', () => undefined);
  try {
    for await (const { data } of pictures) {
      if (child.exitCode !== null) break;
      if (!child.stdin.write(data)) await Promise.race([once(child.stdin, 'drain'), ended]);
    }
    child.stdin.end();
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new InputError(`invalid film: ffmpeg ended with ${code}: ${said.trim()}`, path);
    await rename(unfinished, path);
  } finally {
    // A writer that lives would write on behind the removal.
    if (child.exitCode === null && child.kill()) await ended;
    await rm(unfinished, { force: true });
  }
}
