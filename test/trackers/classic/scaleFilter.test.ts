import { describe, expect, it } from 'vitest';
import { type Rectangle, rectangle } from '../../../datasets/region.ts';
import { imagePyramid } from '../../../trackers/classic/imagePyramid.ts';
import { kcfParameters } from '../../../trackers/classic/kcf.ts';
import { scaleFilter } from '../../../trackers/classic/scaleFilter.ts';
import { syntheticFrame, target, texture } from '../syntheticFrame.ts';

const [inside, outside] = [texture(11), texture(12)];

/** A box of `width` whose height is 3/4 of it, in the middle of a picture of 200 x 160. */
function boxOf(width: number): Rectangle {
  return rectangle(100 - width / 2, 80 - (0.75 * width) / 2, width, 0.75 * width);
}

async function searched(firstWidth: number, growth: number): Promise<number> {
  const picture = (width: number): ReturnType<ReturnType<typeof syntheticFrame>['image']> =>
    syntheticFrame(0, 200, 160, target(boxOf(width), firstWidth, inside, outside)).image();
  const filter = scaleFilter(kcfParameters.scale, boxOf(firstWidth), imagePyramid(1));
  filter.train(await picture(firstWidth), boxOf(firstWidth));
  return filter.search(await picture(firstWidth * growth), boxOf(firstWidth));
}

describe('scaleFilter(parameters, target, pyramid)', () => {
  it.each([20, 40, 90])('search finds no growth where there is none, for a target %i pixels wide', async (width) => {
    expect(await searched(width, 1)).toBeCloseTo(1, 6);
  });

  it.each([0.85, 0.93, 0.97, 1.03, 1.07, 1.15])(
    'search finds that the target is %f times as large, to half a step of 2%%',
    async (growth) => {
      expect(Math.abs((await searched(60, growth)) / growth - 1)).toBeLessThan(0.01);
    },
  );
});
