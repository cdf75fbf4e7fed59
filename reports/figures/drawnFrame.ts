import sharp from 'sharp';
import { InputError } from '../../datasets/inputError.ts';
import { type DrawnRegion, regionsOverlay } from './regionsOverlay.ts';
import { svgPng } from './svgPng.ts';

/** Pixels without padding, three bytes (RGB) each, row by row. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * A frame with regions drawn over it.
 * @param overlay further SVG elements above the regions, in pixels of the frame
 * @throws InputError when the frame cannot be read
 */
export async function drawnFrame(imagePath: string, regions: readonly DrawnRegion[], overlay = ''): Promise<Pixels> {
  const { data, info } = await sharp(imagePath)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw new InputError(`invalid image: ${String(error)}`, imagePath);
    });
  const { width, height, channels } = info;
  // The overlay is drawn by resvg, which brings its font along; sharp draws texts only with fonts of the machine.
  const svg = regionsOverlay(width, height, regions).replace(/<\/svg>$/, `${overlay}</svg>`);
  const drawn = await sharp(data, { raw: { width, height, channels } })
    .composite([{ input: Buffer.from(await svgPng(svg, 1)) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data: drawn, width, height };
}
