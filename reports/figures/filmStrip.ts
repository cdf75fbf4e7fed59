import sharp from 'sharp';
import type { Region } from '../../datasets/region.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import { regionAt } from '../../datasets/trajectory.ts';

/** Some frames of a sequence, small, with what is true of them. */
export interface FilmStrip {
  readonly sequence: string;
  /** Of the sequence's frames, in pixels; Infinity where nothing says it. */
  readonly width: number;
  readonly height: number;
  /** From 0. */
  readonly frames: readonly number[];
  readonly groundTruth: readonly Region[];
  /** WebP pictures, one a frame; undefined where the dataset has annotations only, or a picture cannot be read. */
  readonly pictures: readonly (Uint8Array | undefined)[];
}

/** In pixels. */
const pictureWidth = 200;
const quality = 55;
const mostFrames = 8;
const fewestFrames = 3;
/** Frames of all sequences together: what a page can carry. */
const framesOfAll = 300;

/** Frames to show of a sequence, from 0: spread evenly, the first and the last among them. */
export function stripFrames(length: number, sequences: number): number[] {
  const wanted = Math.max(fewestFrames, Math.min(mostFrames, Math.floor(framesOfAll / sequences)));
  const count = Math.min(length, wanted);
  if (count < 2) return [0];
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)));
}

export async function filmStrip(sequence: Sequence, frames: readonly number[]): Promise<FilmStrip> {
  const { name, width, height, groundTruth, framePaths } = sequence;
  return {
    sequence: name,
    width,
    height,
    frames,
    groundTruth: frames.map((frame) => regionAt(groundTruth, frame)),
    pictures: await Promise.all(frames.map((frame) => picture(framePaths?.[frame]))),
  };
}

/** A report is no place to stop at a damaged frame: it is shown without its picture. */
async function picture(path: string | undefined): Promise<Uint8Array | undefined> {
  if (path === undefined) return undefined;
  return sharp(path)
    .resize({ width: pictureWidth, withoutEnlargement: true })
    .webp({ quality })
    .toBuffer()
    .catch(() => undefined);
}
