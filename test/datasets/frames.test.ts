import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { frameAt } from '../../datasets/frames.ts';
import { rectangle } from '../../datasets/region.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import { trajectory } from '../../datasets/trajectory.ts';
import { sharedData } from '../sharedData.ts';
import { jpeg } from './pictures.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function sequenceOf(framePaths: readonly string[] | undefined, width: number, height: number): Sequence {
  const length = framePaths?.length ?? 1;
  return {
    name: 'test',
    length,
    width,
    height,
    groundTruth: trajectory(Array.from({ length }, () => rectangle(0, 0, 1, 1))),
    tags: {},
    ...(framePaths === undefined ? {} : { framePaths }),
  };
}

describe('frameAt(sequence, index)', () => {
  it('decodes a colour image as RGB rows', async () => {
    const file = join(await temporaryFolder(), 'a.png');
    const pixels = Uint8Array.from({ length: 3 * 2 * 3 }, (_, i) => i * 13);
    await sharp(pixels, { raw: { width: 3, height: 2, channels: 3 } })
      .png()
      .toFile(file);
    const frame = frameAt(sequenceOf([file], 3, 2), 0);
    expect(frame).toMatchObject({ index: 0, path: file });
    expect(await frame.image()).toEqual({ width: 3, height: 2, channels: 3, data: pixels });
  });

  it('decodes a greyscale image as one channel', async () => {
    const file = join(await temporaryFolder(), 'a.png');
    const pixels = Uint8Array.from([0, 1, 100, 200, 254, 255]);
    await sharp(pixels, { raw: { width: 3, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(file);
    expect(await frameAt(sequenceOf([file], 3, 2), 0).image()).toEqual({
      width: 3,
      height: 2,
      channels: 1,
      data: pixels,
    });
  });

  it('drops transparency', async () => {
    const file = join(await temporaryFolder(), 'a.png');
    const pixels = Uint8Array.from([10, 20, 30, 0, 40, 50, 60, 128]);
    await sharp(pixels, { raw: { width: 2, height: 1, channels: 4 } })
      .png()
      .toFile(file);
    const { channels, data } = await frameAt(sequenceOf([file], 2, 1), 0).image();
    expect([channels, ...data]).toEqual([3, 10, 20, 30, 40, 50, 60]);
  });

  it('keeps the upper 8 of 16 bits', async () => {
    const file = join(await temporaryFolder(), 'a.png');
    const pixels = Uint16Array.from([0, 0x1234, 0xffff, 0x8000, 0x7f80, 0x00ff]);
    await sharp(pixels, { raw: { width: 2, height: 1, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toFile(file);
    const { data } = await frameAt(sequenceOf([file], 2, 1), 0).image();
    expect([...data]).toEqual([...pixels].map((value) => value >> 8));
  });

  it.each([
    ['sequences/bag_vot/00000001.jpg', 480, 360, 3],
    ['sequences/Jumping/img/0001.jpg', 352, 288, 1],
    ['sequences/Crossing/img/0120.jpg', 360, 240, 3],
  ])('decodes the real frame %s', async (path, width, height, channels) => {
    const image = await frameAt(sequenceOf([sharedData(path)], width, height), 0).image();
    expect(image).toMatchObject({ width, height, channels });
    expect(image.data).toHaveLength(width * height * channels);
    expect(new Set(image.data).size).toBeGreaterThan(100);
  });

  it('decodes once and keeps the pixels', async () => {
    const file = join(await temporaryFolder({ 'a.jpg': await jpeg(8, 8) }), 'a.jpg');
    const frame = frameAt(sequenceOf([file], 8, 8), 0);
    expect(await frame.image()).toBe(await frame.image());
  });

  it('names a truncated JPEG and the way out', async () => {
    const whole = await sharp({
      create: {
        width: 300,
        height: 200,
        channels: 3,
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
        background: 'black',
      },
    })
      .jpeg()
      .toBuffer();
    const folder = await temporaryFolder({ 'cut.jpg': whole.subarray(0, whole.length >> 1), 'text.jpg': 'no image' });
    const frame = frameAt(sequenceOf([join(folder, 'cut.jpg'), join(folder, 'text.jpg')], 300, 200), 0);
    await expect(frame.image()).rejects.toThrow(
      /invalid image: it cannot be decoded \(.*cut\.jpg\).*fetch the sequence again/,
    );
    await writeFile(frame.path, whole);
    expect(await frameAt(sequenceOf([frame.path], 300, 200), 0).image()).toMatchObject({ width: 300 });
  });

  it('names a file that is no image, and one that is missing', async () => {
    const folder = await temporaryFolder({ 'text.jpg': 'no image' });
    const sequence = sequenceOf([join(folder, 'text.jpg'), join(folder, 'none.jpg')], 8, 8);
    await expect(frameAt(sequence, 0).image()).rejects.toThrow(/invalid image: .*text\.jpg/);
    await expect(frameAt(sequence, 1).image()).rejects.toThrow(/missing image \(.*none\.jpg\)/);
  });

  it('names a frame of another size than the sequence', async () => {
    const file = join(await temporaryFolder({ 'a.jpg': await jpeg(30, 20) }), 'a.jpg');
    await expect(frameAt(sequenceOf([file], 30, 21), 0).image()).rejects.toThrow(
      /invalid frame: 30x20 in a sequence of 30x21 .*a\.jpg/,
    );
  });

  it('says that a sequence of annotations has no images, and that an index is outside', () => {
    expect(() => frameAt(sequenceOf(undefined, 8, 8), 0)).toThrow(
      /missing images: sequence "test" is annotations only/,
    );
    expect(() => frameAt(sequenceOf(['a.jpg'], 8, 8), 1)).toThrow(RangeError);
  });
});
