import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Frame, Image } from '../../datasets/image.ts';
import { type Rectangle, rectangle } from '../../datasets/region.ts';
import { boxOverlap } from '../../trackers/online/boxOverlap.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { sharedData } from '../sharedData.ts';

/** Where a tracker says the target is; fails where it says no rectangle. */
export async function boxAt(tracker: Tracker, frame: Frame): Promise<Rectangle> {
  const { region } = await tracker.track(frame);
  if (region.type !== 'rectangle') throw new Error(`expected a rectangle, not a ${region.type}`);
  return region;
}

/** Mean overlap of one pass over the first frames of a sequence in OTB's layout, without the first of them. */
export async function meanOverlapOnOtb(tracker: Tracker, sequence: string, frames: number): Promise<number> {
  const folder = sharedData(`sequences/${sequence}`);
  const lines = (await readFile(`${folder}/groundtruth_rect.txt`, 'utf8')).trim().split('\n');
  // OTB counts pixels from 1.
  const truth = lines.slice(0, frames).map((line) => {
    const [x, y, width, height] = line.split(/[\s,]+/).map(Number) as [number, number, number, number];
    return rectangle(x - 1, y - 1, width, height);
  });
  if (truth.length < frames) throw new Error(`expected ${frames} frames of ${sequence}, not ${truth.length}`);
  const frame = (index: number): Frame => {
    const path = `${folder}/img/${String(index + 1).padStart(4, '0')}.jpg`;
    return { index, path, image: () => decoded(path) };
  };
  await tracker.initialize(frame(0), truth[0]!);
  let sum = 0;
  for (let index = 1; index < frames; index++) {
    sum += boxOverlap(await boxAt(tracker, frame(index)), truth[index]!);
  }
  return sum / (frames - 1);
}

async function decoded(path: string): Promise<Image> {
  const { data, info } = await sharp(path)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as 1 | 3, data };
}
