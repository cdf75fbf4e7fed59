import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageSize } from '../../datasets/imageSize.ts';
import { InputError } from '../../datasets/inputError.ts';
import { sharedData } from '../sharedData.ts';
import { jpeg, png } from './pictures.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const encoders = {
  baseline: (image: Sharp) => image.jpeg({ progressive: false }),
  progressive: (image: Sharp) => image.jpeg({ progressive: true }),
  greyscale: (image: Sharp) => image.toColourspace('b-w').jpeg(),
  png: (image: Sharp) => image.png(),
  palette: (image: Sharp) => image.png({ palette: true }),
  webp: (image: Sharp) => image.webp(),
  lossless: (image: Sharp) => image.webp({ lossless: true }),
  extended: (image: Sharp) => image.ensureAlpha(0.5).webp(),
} as const;

function picture(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 90 } } });
}

/** A JPEG with segments of comments and fill bytes between its start and the rest. */
function withSegments(image: Uint8Array, sizes: readonly number[], fill: number): Uint8Array {
  const segments = sizes.map((size) => {
    const segment = new Uint8Array(fill + 4 + size).fill(0xff, 0, fill + 1);
    segment.set([0xfe, (size + 2) >> 8, (size + 2) & 0xff], fill + 1);
    return segment;
  });
  return Buffer.concat([image.subarray(0, 2), ...segments, image.subarray(2)]);
}

describe('imageSize(path)', () => {
  it.each(Object.keys(encoders) as (keyof typeof encoders)[])('reads what sharp wrote: %s', async (encoder) => {
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 700 }), async (width, height) => {
        const file = join(folder, 'image');
        await encoders[encoder](picture(width, height)).toFile(file);
        expect(await imageSize(file)).toEqual({ width, height });
      }),
      { numRuns: 15 },
    );
  });

  it('skips any segments and fill bytes before the frame header of a JPEG', async () => {
    const image = await jpeg(57, 31);
    const folder = await temporaryFolder();
    const sizes = fc.array(fc.integer({ min: 0, max: 65_533 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 0, max: 5000 }), async (segments, fill) => {
        const file = join(folder, 'image.jpg');
        await writeFile(file, withSegments(image, segments, fill));
        expect(await imageSize(file)).toEqual({ width: 57, height: 31 });
      }),
      { numRuns: 30 },
    );
  });

  it('gives the stored size: an EXIF orientation turns nothing', async () => {
    const file = join(await temporaryFolder(), 'turned.jpg');
    await picture(40, 20).withMetadata({ orientation: 6 }).jpeg().toFile(file);
    expect(await imageSize(file)).toEqual({ width: 40, height: 20 });
  });

  it.each([
    ['sequences/bag_vot/00000001.jpg', 480, 360],
    ['sequences/ball1_vot/color/00000001.jpg', 1280, 720],
    ['sequences/Skiing/img/0001.jpg', 640, 360],
    ['sequences/Human7/img/0001.jpg', 320, 240],
    ['sequences/Jumping/img/0001.jpg', 352, 288],
    ['sequences/Crossing/img/0001.jpg', 360, 240],
  ])('reads %s as %dx%d', async (path, width, height) => {
    expect(await imageSize(sharedData(path))).toEqual({ width, height });
  });

  it('names a file that is cut off anywhere before its size', async () => {
    const wholes = { 'a.jpg': await jpeg(), 'a.png': await png(), 'a.webp': await picture(9, 9).webp().toBuffer() };
    const folder = await temporaryFolder();
    for (const [name, whole] of Object.entries(wholes)) {
      for (let length = 0; length < 24; length++) {
        await writeFile(join(folder, name), whole.subarray(0, length));
        await expect(imageSize(join(folder, name))).rejects.toThrow(InputError);
        await expect(imageSize(join(folder, name))).rejects.toThrow(join(folder, name));
      }
    }
  });

  it('names a file of another kind, a JPEG without a frame and a missing file', async () => {
    const folder = await temporaryFolder({
      'text.jpg': 'this is a text and no image at all',
      'empty-frame.jpg': new Uint8Array([0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0, 0, 0, 0, 0]),
      'no-marker.jpg': new Uint8Array([0xff, 0xd8, 0x12, 0x34, 0, 0, 0, 0, 0, 0, 0, 0]),
    });
    await expect(imageSize(join(folder, 'text.jpg'))).rejects.toThrow(/unknown image format \(.*text\.jpg\)/);
    await expect(imageSize(join(folder, 'empty-frame.jpg'))).rejects.toThrow(/JPEG without a frame header/);
    await expect(imageSize(join(folder, 'no-marker.jpg'))).rejects.toThrow(/no JPEG marker at byte 2/);
    await expect(imageSize(join(folder, 'none.jpg'))).rejects.toThrow(/missing image.*none\.jpg/);
  });
});
