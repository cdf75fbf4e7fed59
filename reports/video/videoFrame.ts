/** @file One picture of a film: a frame with what trackers said of it, and under it how they do. */
import sharp from 'sharp';
import { InputError } from '../../datasets/inputError.ts';
import type { Region } from '../../datasets/region.ts';
import { regionsOverlay } from '../figures/regionsOverlay.ts';
import { pictureFont, svgPng } from '../figures/svgPng.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';

/** Three bytes (RGB) a pixel, row by row. */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A tracker in one frame. */
export interface ShownTracker {
  /** What stands at its region and before its line. */
  readonly mark: string;
  readonly colour: string;
  readonly name: string;
  readonly region: Region;
  /** What its line says behind the name: overlap, failures. */
  readonly state: string;
  /** It has failed, in this frame or in one of those that are skipped since: it gets a red edge. */
  readonly isFailed: boolean;
}

export interface VideoFrame {
  readonly imagePath: string;
  readonly groundTruth: Region;
  readonly trackers: readonly ShownTracker[];
  /** The line on top of the trackers'. */
  readonly heading: string;
}

/** Size of the frame in pixels, and of its picture in the film. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
  readonly shownWidth: number;
}

const truthColour = '#ffffff';
const failureColour = '#ff3b30';
/** Of a line under the frame, in pixels; its letters are smaller. */
const lineHeight = 20;
const letterHeight = 14;
/** Mean width of a letter of DejaVu Sans over its height, on the safe side. */
const letterWidth = 0.64;

/**
 * Size of the pictures that `drawVideoFrame` gives for so many trackers; even, as films want it.
 */
export function pictureSize({ width, height, shownWidth }: FrameSize, trackers: number) {
  const scale = shownWidth / width;
  const frameHeight = Math.round(height * scale);
  const bottom = lineHeight * (trackers + 1) + 6;
  const even = (pixels: number): number => pixels + (pixels % 2);
  return { scale, frameHeight, width: even(shownWidth), height: even(frameHeight + bottom) };
}

/** @throws InputError when the frame cannot be read or has another size than the sequence */
export async function drawVideoFrame(frame: VideoFrame, size: FrameSize): Promise<Picture> {
  const { scale, frameHeight, width, height } = pictureSize(size, frame.trackers.length);
  const overlay = await svgPng(overlaySvg(frame, size, scale), 1);
  const frameOnly = await readFrame(frame.imagePath, size, frameHeight);
  const data = await sharp(frameOnly, { raw: { width: size.shownWidth, height: frameHeight, channels: 3 } })
    .extend({ right: width - size.shownWidth, bottom: height - frameHeight, background: '#000000' })
    .composite([{ input: Buffer.from(overlay) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width, height };
}

async function readFrame(path: string, { width, height, shownWidth }: FrameSize, frameHeight: number): Promise<Buffer> {
  try {
    const file = sharp(path, { failOn: 'error', ignoreIcc: true });
    const stored = await file.metadata();
    if (stored.width === width && stored.height === height) {
      return await file
        .toColourspace('srgb')
        .removeAlpha()
        .resize(shownWidth, frameHeight, { fit: 'fill' })
        .raw()
        .toBuffer();
    }
  } catch (error) {
    throw new InputError(
      `missing frame: ${(error as Error).message.split('\n')[0]}`,
      path,
      '"tracking-loss dataset verify" finds all that are missing or damaged',
    );
  }
  throw new InputError(`invalid frame: it is not of ${width}x${height} pixels, as the sequence is`, path);
}

function overlaySvg({ groundTruth, trackers, heading }: VideoFrame, size: FrameSize, scale: number): string {
  const { frameHeight, width, height } = pictureSize(size, trackers.length);
  const regions = regionsOverlay(size.width, size.height, [
    { region: groundTruth, colour: truthColour, label: '' },
    ...trackers
      .filter(({ region }) => region.type !== 'special')
      .map(({ region, colour, mark }) => ({ region, colour, label: mark })),
  ]);
  const lines = [
    { mark: '', text: heading, colour: truthColour, isFailed: false },
    ...trackers.map(({ mark, name, state, colour, isFailed }) => ({
      mark,
      text: `${name}  ${state}`,
      colour,
      isFailed,
    })),
  ];
  const edge = trackers.some(({ isFailed }) => isFailed)
    ? `<rect x="3" y="3" width="${size.shownWidth - 6}" height="${frameHeight - 6}" fill="none" stroke="${failureColour}" stroke-width="6"/>`
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<g transform="scale(${scale})">${regions}</g>${edge}
<g font-family="${pictureFont}" font-weight="bold">${lines.map((line, index) => lineSvg(line, index, { frameHeight, width })).join('')}</g>
</svg>`;
}

interface Line {
  /** On a ground of the colour, before the text; empty for none. */
  readonly mark: string;
  readonly text: string;
  readonly colour: string;
  readonly isFailed: boolean;
}

function lineSvg(
  { mark, text, colour, isFailed }: Line,
  index: number,
  { frameHeight, width }: { readonly frameHeight: number; readonly width: number },
): string {
  const top = frameHeight + 3 + index * lineHeight;
  const left = mark === '' ? 8 : 16 + lineHeight;
  // A long name makes its line small, not cut.
  const size = Math.min(letterHeight, (width - left - 8) / (letterWidth * text.length));
  const ground = isFailed ? `<rect x="0" y="${top}" width="${width}" height="${lineHeight}" fill="#7a140e"/>` : '';
  const square =
    mark === ''
      ? ''
      : `<rect x="8" y="${top + 1}" width="${lineHeight}" height="${lineHeight - 2}" fill="${escapeHtml(colour)}"/><text x="${8 + lineHeight / 2}" y="${top + 15}" text-anchor="middle" font-size="${letterHeight}" fill="#000000">${escapeHtml(mark)}</text>`;
  return `${ground}${square}<text x="${left}" y="${top + 15}" font-size="${size.toFixed(2)}" fill="${truthColour}" xml:space="preserve">${escapeHtml(text)}</text>`;
}

/**
 * Pictures of one size in a grid, row by row.
 * @param columns how many stand side by side
 */
export async function tiled(pictures: readonly Picture[], columns: number): Promise<Picture> {
  const [first] = pictures;
  if (first === undefined) throw new RangeError('no pictures');
  const { width, height } = first;
  const rows = Math.ceil(pictures.length / columns);
  const data = await sharp({
    create: { width: width * columns, height: height * rows, channels: 3, background: '#000000' },
  })
    .composite(
      pictures.map((picture, index) => ({
        input: Buffer.from(picture.data.buffer, picture.data.byteOffset, picture.data.byteLength),
        raw: { width, height, channels: 3 as const },
        left: (index % columns) * width,
        top: Math.floor(index / columns) * height,
      })),
    )
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width: width * columns, height: height * rows };
}
