import sharp from 'sharp';
import type { Image } from '../../../datasets/image.ts';
import { sharedData } from '../../sharedData.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One of the photographs of the data folder, or a piece of it. */
export async function photograph(path: string, piece?: Box): Promise<Image> {
  const file = sharp(sharedData(`images/${path}`))
    .removeAlpha()
    .toColourspace('srgb');
  const cut =
    piece === undefined
      ? file
      : file.extract({ left: piece.x, top: piece.y, width: piece.width, height: piece.height });
  const { data, info } = await cut.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, data };
}
