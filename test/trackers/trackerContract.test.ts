import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../datasets/image.ts';
import { InputError } from '../../datasets/inputError.ts';
import { randomFrom } from '../../datasets/random.ts';
import { polygon, rectangle, type Region, special } from '../../datasets/region.ts';
import { networkEnvironment } from '../../trackers/online/networkEnvironment.ts';
import { overrideKeys } from '../../trackers/specification/overrides.ts';
import { specificationOf } from '../../trackers/specification/parseSpecification.ts';
import { trackerEntry, trackerNames } from '../../trackers/registry.ts';
import type { Tracker, TrackerOutput } from '../../trackers/tracker.ts';
import { type Scene, syntheticFrame, target, texture } from './syntheticFrame.ts';

const inside = texture(1);
const outside = texture(2);

/** Few samples, so that what is trained online takes milliseconds; the rest as users have it. */
const small = {
  backbone: { name: 'builtin', inputSize: 65 },
  online: {
    startBox: 'bounding',
    candidates: { count: 12, refinement: { count: 4, translation: 0.05 } },
    firstFrame: {
      samples: { positives: 6, negatives: 12 },
      turns: { degrees: [20], isMirrored: true, positives: 2, negatives: 2 },
      training: { iterations: 2 },
    },
    update: { samples: { positives: 2, negatives: 4 }, training: { iterations: 1 }, interval: 2 },
    minibatch: { positives: 2, negatives: 4 },
  },
  hiddenChannels: 4,
};

/** Few regions and channels where maps are shared. */
const smallMaps = {
  channels: 8,
  searchShifts: 1,
  reach: 0.4,
  near: { scales: [0], reach: 0.1 },
  first: { regions: 2, scaleReach: 8, elsewhere: 1 },
  turned: { regions: 1, scaleReach: 0 },
};

const networks = networkEnvironment({ device: 'cpu', cache: join(tmpdir(), 'tracking-loss-contract') });
afterAll(() => networks.dispose());

/** @param name of a tracker, with ` at PRESET` where it is not the default */
function make(name: string): Promise<Tracker> {
  const [tracker, preset] = name.split(' at ') as [string, string | undefined];
  const shared = preset === undefined ? {} : { preset, online: { ...small.online, maps: smallMaps } };
  const overrides = overrideKeys(tracker).length > 0 ? { ...small, ...shared } : {};
  const specification = specificationOf({ tracker, overrides });
  return trackerEntry(specification).create({
    random: randomFrom(name, 'contract'),
    networks,
    notice: (text) => {
      throw new Error(text);
    },
  });
}

/** A target of 30 x 20 that crosses a picture of 120 x 90. */
function video(channels: 1 | 3, length = 6): Frame[] {
  return Array.from({ length }, (_, index) => {
    const box = { x: 40 + 2 * index, y: 30 + index, width: 30, height: 20 };
    return syntheticFrame(index, 120, 90, target(box, 30, inside, outside), channels);
  });
}

async function follow(name: string, frames: readonly Frame[], region: Region): Promise<TrackerOutput[]> {
  const tracker = await make(name);
  await tracker.initialize(frames[0]!, region);
  const outputs: TrackerOutput[] = [];
  for (const frame of frames.slice(1)) outputs.push(await tracker.track(frame));
  await tracker.dispose();
  return outputs;
}

function expectBoxes(outputs: readonly TrackerOutput[]): void {
  for (const { region, confidence } of outputs) {
    expect(Number.isFinite(confidence)).toBe(true);
    if (region.type !== 'rectangle') throw new Error(`expected a rectangle, not a ${region.type}`);
    expect([region.x, region.y, region.width, region.height].every(Number.isFinite)).toBe(true);
    expect(region.width).toBeGreaterThan(0);
    expect(region.height).toBeGreaterThan(0);
  }
}

/** The trackers of the paper differ in loss and strategies alone: the ensemble has all losses, and one has a single part. */
const alike = ['fourth', 'hinge', 'info1', 'info2', 'info3', 'second', 'sigmoid', 'softmax', 'third'].map(
  (one) => `Ours_${one}`,
);

const shared = ['Ours_ensemble at fast', 'MDNet-N at fast'];
const names = [...trackerNames().filter((name) => !alike.includes(name)), ...shared];

describe.each(names)('tracker %s', (name) => {
  it('says a rectangle with an area and a finite confidence for every frame, grey or RGB', async () => {
    expectBoxes(await follow(name, video(1), rectangle(40, 30, 30, 20)));
    expectBoxes(await follow(name, video(3), rectangle(40, 30, 30, 20)));
  });

  it('says the same, bit for bit, each time', async () => {
    const region = rectangle(40.3, 30.7, 29.5, 20.2);
    expect(await follow(name, video(3), region)).toEqual(await follow(name, video(3), region));
  });

  it('keeps two targets apart when two instances take turns', async () => {
    const frames = video(1);
    const regions = [rectangle(40, 30, 30, 20), rectangle(70, 5, 12, 40)];
    const alone = await Promise.all(regions.map((region) => follow(name, frames, region)));
    const trackers = await Promise.all(regions.map(() => make(name)));
    for (const [i, tracker] of trackers.entries()) await tracker.initialize(frames[0]!, regions[i]!);
    for (const [frameIndex, frame] of frames.slice(1).entries()) {
      for (const [i, tracker] of trackers.entries()) {
        expect(await tracker.track(frame)).toEqual(alone[i]![frameIndex]);
      }
    }
  });

  it('leaves the pixels of the frames as they are', async () => {
    const frames = video(3);
    const pixels = async (): Promise<Buffer> =>
      Buffer.concat(await Promise.all(frames.map(async (frame) => (await frame.image()).data)));
    const before = await pixels();
    await follow(name, frames, rectangle(40, 30, 30, 20));
    expect(before.equals(await pixels())).toBe(true);
  });

  it.each<[string, Region]>([
    ['partly outside, left and above', rectangle(-12, -8, 30, 20)],
    ['partly outside, right and below', rectangle(105, 80, 30, 20)],
    ['as large as the image', rectangle(0, 0, 120, 90)],
    ['larger than the image', rectangle(-50, -40, 240, 200)],
    ['of 3 x 3 pixels', rectangle(50, 40, 3, 3)],
    ['of less than a pixel', rectangle(50.2, 40.2, 0.4, 0.3)],
    ['1 pixel high and 100 wide', rectangle(10, 40, 100, 1)],
    ['2 pixels wide and 90 high', rectangle(60, 0, 2, 90)],
    ['in a corner, touching the image by half a pixel', rectangle(119.5, 89.5, 10, 10)],
  ])('follows a target %s', async (_, region) => {
    expectBoxes(await follow(name, video(1, 4), region));
  });

  it.each<[string, Scene]>([
    ['black', () => 0],
    ['white', () => 255],
  ])('goes on when the picture turns %s, or always was', async (_, flat) => {
    const flatFrames = [0, 1, 2].map((index) => syntheticFrame(index, 120, 90, flat));
    expectBoxes(await follow(name, flatFrames, rectangle(40, 30, 30, 20)));
    expectBoxes(await follow(name, [...video(1, 3), ...flatFrames], rectangle(40, 30, 30, 20)));
  });

  it('works in an image of 2 x 2 pixels', async () => {
    const frames = [0, 1, 2].map((index) => syntheticFrame(index, 2, 2, texture(index)));
    expectBoxes(await follow(name, frames, rectangle(0, 0, 1, 2)));
  });

  it.each<[string, Region]>([
    ['a special code', special(0)],
    ['no number', rectangle(Number.NaN, 0, 5, 5)],
    ['no area', rectangle(5, 5, 0, 5)],
    ['nothing in the image', rectangle(200, 5, 5, 5)],
  ])('refuses to start from a region with %s', async (_, region) => {
    const tracker = await make(name);
    await expect(tracker.initialize(video(1, 1)[0]!, region)).rejects.toThrow(InputError);
    await tracker.dispose();
  });

  it('refuses to track before it is initialised and after it is disposed of', async () => {
    const frames = video(1, 2);
    const tracker = await make(name);
    await expect(tracker.track(frames[1]!)).rejects.toThrow('tracks before it is initialised');
    await tracker.initialize(frames[0]!, rectangle(40, 30, 30, 20));
    await tracker.dispose();
    await expect(tracker.track(frames[1]!)).rejects.toThrow('tracks before it is initialised');
  });
});

describe.each(names.filter((name) => name !== 'Staple'))('tracker %s', (name) => {
  it('starts from the bounding box of a polygon', async () => {
    const tilted = polygon(40, 35, 60, 30, 70, 45, 50, 50);
    expect(await follow(name, video(1), tilted)).toEqual(await follow(name, video(1), rectangle(40, 30, 30, 20)));
  });
});
