/**
 * @file Which piece of which image a sample is. Everything follows from the seed, the images' names and the sample's
 * place in the order, so that a run that goes on after a kill sees what it would have seen.
 */
import type { Image } from '../../../datasets/image.ts';
import { type Random, randomFrom } from '../../../datasets/random.ts';
import { type Rectangle, rectangle } from '../../../datasets/region.ts';

/** A piece of an image, which both networks get at their own size. */
export interface Crop {
  readonly box: Rectangle;
  /** Left and right exchanged. */
  readonly mirrored: boolean;
}

/** An image that samples are cut from. */
export interface SampleImage {
  /** What chance is seeded with. */
  readonly name: string;
  image(this: void): Promise<Image>;
}

export interface SampleKey {
  /** Index of the image. */
  readonly image: number;
  /** Which of the image's crops. */
  readonly crop: number;
}

/** Side of the smallest crop in pixels: about the smallest targets that trackers look at. */
export const smallestCrop = 32;
/** A crop is at most so many times as wide as high, or as high as wide. */
const largestAspect = 1.5;

/** The order of samples: image after image in an order drawn anew each round, of each round another crop. */
export interface SampleOrder {
  /** @param position from 0 */
  at(position: number): SampleKey;
}

/**
 * @param images how many
 * @param crops that an image gives before they come again
 */
export function sampleOrder(images: number, crops: number, seed: number): SampleOrder {
  let known: { readonly round: number; readonly order: readonly number[] } | undefined;
  return {
    at(position) {
      const round = Math.floor(position / images);
      // A batch may reach into the next round, and back it does not go.
      if (known?.round !== round)
        known = { round, order: shuffled(images, randomFrom('order of images', seed, round)) };
      return { image: known.order[position % images]!, crop: round % crops };
    },
  };
}

/** Fisher and Yates. */
function shuffled(count: number, random: Random): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random.uniform() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/**
 * A crop inside an image: its side drawn evenly on a logarithmic scale from `smallestCrop` to the image's shorter side, its
 * aspect likewise from 2/3 to 3/2, its place evenly, mirrored half the time.
 * @param name of the image; with the crop's number and the seed it is what chance comes from
 */
export function cropOf(
  { width, height }: { readonly width: number; readonly height: number },
  name: string,
  crop: number,
  seed: number,
): Crop {
  const random = randomFrom('crop', name, crop, seed);
  const shorter = Math.min(width, height);
  const smallest = Math.min(smallestCrop, shorter);
  const side = smallest * (shorter / smallest) ** random.uniform();
  const stretch = largestAspect ** (random.uniform() - 0.5);
  const [across, down] = [Math.min(width, side * stretch), Math.min(height, side / stretch)];
  const box = rectangle(random.uniform() * (width - across), random.uniform() * (height - down), across, down);
  return { box, mirrored: random.uniform() < 0.5 };
}
