import { extname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { writeFileAtomically } from '../../datasets/atomicFile.ts';
import { InputError } from '../../datasets/inputError.ts';
import { drawnFrame } from './drawnFrame.ts';
import type { DrawnRegion } from './regionsOverlay.ts';

/**
 * Draws regions over a frame, the paper's figure 3: what the trackers said and what is true.
 * @param imagePath the frame's image file
 * @param outPath where the picture goes; its ending (`.png`, `.jpg`, `.webp`) is its format
 * @throws InputError when the frame cannot be read or the format is unknown
 */
export async function drawRegions(imagePath: string, regions: readonly DrawnRegion[], outPath: string): Promise<void> {
  const encode = encoders[extname(outPath).toLowerCase()];
  if (encode === undefined) {
    throw new InputError(`unknown picture format: ${outPath}`, undefined, `known: ${Object.keys(encoders).join(', ')}`);
  }
  const { data, width, height } = await drawnFrame(imagePath, regions);
  const frame = sharp(data, { raw: { width, height, channels: 3 } });
  await writeFileAtomically(outPath, await encode(frame).toBuffer());
}

const encoders: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  '.png': (picture) => picture.png(),
  '.jpg': (picture) => picture.jpeg({ quality: 92 }),
  '.jpeg': (picture) => picture.jpeg({ quality: 92 }),
  '.webp': (picture) => picture.webp({ quality: 92 }),
};
