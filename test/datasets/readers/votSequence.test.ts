import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import type { Sequence } from '../../../datasets/sequence.ts';
import { regionsOf } from '../../../datasets/trajectory.ts';
import { sharedData } from '../../sharedData.ts';
import { frames, jpeg, padded, png } from '../pictures.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const image = await jpeg(32, 24);
const inColor = (number: number): string => `color/${padded(number, 8)}.jpg`;
const lines = (count: number, line: string): string => `${line}\n`.repeat(count);

/** Three frames as VOT packs them now; more files are added or replace these. */
function threeFrames(more: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  return temporaryFolder({ 'groundtruth.txt': lines(3, '1,2,10,12'), ...frames(3, image, inColor), ...more });
}

async function only(folder: string): Promise<Sequence> {
  const { sequences } = await openDataset(folder);
  expect(sequences).toHaveLength(1);
  return sequences[0]!;
}

describe('a VOT sequence', () => {
  it('has frames in color/, polygons or rectangles, and the size of its first image', async () => {
    const folder = await threeFrames({ 'groundtruth.txt': '1,2,10,12\n1,1,9,1,9,9,1,9\nnan,nan,nan,nan\n' });
    const sequence = await only(folder);
    expect(sequence).toMatchObject({ length: 3, width: 32, height: 24, tags: {} });
    expect(sequence.framePaths).toEqual([1, 2, 3].map((number) => join(folder, inColor(number))));
    expect(regionsOf(sequence.groundTruth)).toEqual([
      { type: 'rectangle', x: 1, y: 2, width: 10, height: 12 },
      { type: 'polygon', points: [1, 1, 9, 1, 9, 9, 1, 9] },
      { type: 'special', code: 0 },
    ]);
    expect(sequence.practical).toBeUndefined();
    expect(sequence.fps).toBeUndefined();
  });

  it('may have its frames in its own folder, JPEG or PNG', async () => {
    for (const [extension, bytes] of [
      ['jpg', image],
      ['jpeg', image],
      ['png', await png(32, 24)],
    ] as const) {
      const folder = await temporaryFolder({
        'groundtruth.txt': lines(2, '1,2,10,12'),
        ...frames(2, bytes, (number) => `${padded(number, 8)}.${extension}`),
      });
      expect((await only(folder)).framePaths).toEqual([1, 2].map((n) => join(folder, `0000000${n}.${extension}`)));
    }
  });

  it('takes JPEG frames before PNG ones and says what it left out', async () => {
    const folder = await threeFrames({ 'color/00000001.png': await png() });
    const { sequences, warnings } = await openDataset(folder);
    expect(sequences[0]!.framePaths).toHaveLength(3);
    expect(warnings).toEqual([`${join(folder, 'color')}: 1 png files beside jpg frames are left out`]);
  });

  it('orders frames by their numbers, not by their names', async () => {
    const folder = await temporaryFolder({
      'groundtruth.txt': lines(11, '1,2,10,12'),
      sequence: 'channels.color=img%d.jpg\n',
      ...frames(11, image, (number) => `img${number}.jpg`),
    });
    expect((await only(folder)).framePaths!.map((path) => path.slice(folder.length + 1))).toEqual(
      Array.from({ length: 11 }, (_, index) => `img${index + 1}.jpg`),
    );
  });

  it('may be made of links', async () => {
    const real = await threeFrames();
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'linked', 'color'), { recursive: true });
    await symlink(join(real, 'groundtruth.txt'), join(folder, 'linked', 'groundtruth.txt'));
    for (const number of [1, 2, 3]) {
      await symlink(join(real, inColor(number)), join(folder, 'linked', inColor(number)));
    }
    await symlink(join(folder, 'linked'), join(folder, 'twice-linked'));
    const { sequences } = await openDataset(folder);
    expect(sequences.map(({ name, framePaths }) => [name, framePaths?.length])).toEqual([
      ['linked', 3],
      ['twice-linked', 3],
    ]);
  });

  describe('file `sequence`', () => {
    it('gives the frame rate and where the images are', async () => {
      const folder = await temporaryFolder({
        'groundtruth.txt': lines(2, '1,2,10,12'),
        sequence: '# written by vot-toolkit\nname=x\nfps=25\nformat=default\nchannels.color=video/%04d.png\nlength=2\n',
        ...frames(2, await png(20, 10), (number) => `video/${padded(number, 4)}.png`),
      });
      const sequence = await only(folder);
      expect(sequence).toMatchObject({ fps: 25, width: 20, height: 10 });
      expect(sequence.framePaths).toEqual([join(folder, 'video/0001.png'), join(folder, 'video/0002.png')]);
    });

    it('may name the folder of the images alone, with either slash', async () => {
      for (const channel of ['color/', 'color', 'color\\', 'color\\%08d.jpg']) {
        const folder = await threeFrames({ sequence: `channels.color=${channel}\n` });
        expect((await only(folder)).framePaths).toHaveLength(3);
      }
    });

    it('gives the size of a sequence without images, which can then be evaluated', async () => {
      const folder = await temporaryFolder({
        'groundtruth.txt': lines(2, '1,2,10,12'),
        sequence: 'width=640\nheight=480\n',
      });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences[0]).toMatchObject({ width: 640, height: 480, length: 2 });
      expect(sequences[0]!.framePaths).toBeUndefined();
      expect(warnings).toEqual([`${folder}: no images; it can be evaluated but not run`]);
    });

    it.each([
      ['fps=fast', /invalid fps: "fast" \(.*sequence:1\)/],
      ['name=a\nwidth=-3', /invalid width: "-3" \(.*sequence:2\)/],
      ['height=1.5', /invalid height: "1.5"/],
      ['just words', /invalid property: "just words" \(.*sequence:1\); key=value/],
      ['format=other', /unknown sequence format: other \(.*sequence:1\)/],
      ['channels.ir=ir/%08d.jpg', /missing channel: color; there is channels.ir/],
      ['channels.color=color/first.jpg', /invalid pattern of image files: color\/first.jpg \(.*sequence\)/],
      ['channels.color=video/%08d.jpg', /missing folder: .*video/],
      ['length=4', /invalid ground truth: 3 regions, but length=4 \(.*sequence\)/],
      ['width=32\nheight=25', /invalid image size: 32x25 is declared, the first image has 32x24 \(.*00000001.jpg\)/],
    ])('is refused with its line: %j', async (text, message) => {
      await expect(openDataset(await threeFrames({ sequence: text }))).rejects.toThrow(message);
    });
  });

  describe('tags', () => {
    it('are 0 or 1 a line in *.tag or *.label, in the folder or in tags/', async () => {
      const folder = await threeFrames({
        'occlusion.tag': '0\n1\n1\n',
        'size_change.label': '1\r\n0\r\n1',
        'tags/camera_motion.tag': '1\n1\n1\n\n',
      });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences[0]!.tags).toEqual({
        occlusion: Uint8Array.of(0, 1, 1),
        size_change: Uint8Array.of(1, 0, 1),
        camera_motion: Uint8Array.of(1, 1, 1),
      });
      expect(warnings).toEqual([]);
    });

    it('are filled up with 0 where the file is shorter, which is said', async () => {
      const folder = await threeFrames({ 'occlusion.tag': '1\n', 'tags/size_change.tag': '' });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences[0]!.tags).toEqual({ occlusion: Uint8Array.of(1, 0, 0), size_change: new Uint8Array(3) });
      expect(warnings).toEqual([
        `${join(folder, 'occlusion.tag')}: 1 flags for 3 frames, the rest count as 0`,
        `${join(folder, 'tags/size_change.tag')}: 0 flags for 3 frames, the rest count as 0`,
      ]);
    });

    it('do not count where the file is longer or has columns, which is said', async () => {
      const folder = await threeFrames({ 'occlusion.tag': lines(4, '1'), 'size_change.tag': '0\n1,0\n1\n' });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences[0]!.tags).toEqual({});
      expect(warnings).toEqual([
        `${join(folder, 'occlusion.tag')}: left out, 4 flags for 3 frames`,
        `${join(folder, 'size_change.tag')}: left out, line 2 has 2 columns`,
      ]);
    });

    it("count once, and `empty` is nobody's to give", async () => {
      const folder = await threeFrames({
        'occlusion.tag': lines(3, '1'),
        'tags/occlusion.tag': lines(3, '0'),
        'empty.tag': lines(3, '1'),
      });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences[0]!.tags).toEqual({ occlusion: Uint8Array.of(1, 1, 1) });
      expect(warnings).toEqual([
        `${join(folder, 'empty.tag')}: left out, it is derived from the other tags`,
        `${join(folder, 'tags/occlusion.tag')}: left out, there is another before`,
      ]);
    });

    it('are refused with their line where they are no numbers', async () => {
      const folder = await threeFrames({ 'occlusion.tag': '1\nyes\n0\n' });
      await expect(openDataset(folder)).rejects.toThrow(/invalid tag: "yes" \(.*occlusion.tag:2\); 0 or 1 is expected/);
    });
  });

  describe('practical differences', () => {
    it.each(['practical.value', 'tags/practical.value', 'practical.txt'])('are read from %s', async (name) => {
      const folder = await threeFrames({ [name]: '0.1\n0.25\n1e-2\n', 'other.value': 'of no use' });
      expect((await only(folder)).practical).toEqual(Float64Array.of(0.1, 0.25, 0.01));
    });

    it.each([
      ['0.1\n0.2\n', /invalid practical differences: 2 lines for 3 frames \(.*practical.value\)/],
      ['0.1\n0.2\n0.3\n0.4\n', /invalid practical differences: 4 lines for 3 frames/],
      ['', /invalid practical differences: 0 lines for 3 frames/],
      ['0.1\n0.2\nmuch\n', /invalid practical difference: "much" \(.*practical.value:3\)/],
    ])('are refused where they do not fit: %j', async (text, message) => {
      await expect(openDataset(await threeFrames({ 'practical.value': text }))).rejects.toThrow(message);
    });
  });

  describe('ground truth', () => {
    it.each([
      ['', /missing ground truth: no regions \(.*groundtruth.txt\)/],
      ['0\n1,2,3,4\n1,2,3,4\n', /invalid ground truth: no region in the first frame \(.*groundtruth.txt\)/],
      [lines(2, '1,2,3,4'), /invalid ground truth: 2 regions for 3 images \(.*groundtruth.txt\).*color/],
      [lines(4, '1,2,3,4'), /invalid ground truth: 4 regions for 3 images \(.*groundtruth.txt\).*color/],
      ['1,2,3,4\n1,2,three,4\n1,2,3,4\n', /invalid region: "1,2,three,4" \(.*groundtruth.txt:2\)/],
      ['1,2,3,4\n1,2,3,4\n1,2,3\n', /invalid region: "1,2,3" \(.*groundtruth.txt:3\)/],
    ])('is refused where it does not fit: %j', async (text, message) => {
      await expect(openDataset(await threeFrames({ 'groundtruth.txt': text }))).rejects.toThrow(message);
    });

    it('fits any number of frames, and no other number', async () => {
      const count = fc.integer({ min: 2, max: 12 });
      await fc.assert(
        fc.asyncProperty(count, count, async (regions, images) => {
          const folder = await temporaryFolder({
            'groundtruth.txt': lines(regions, '1,2,10,12'),
            ...frames(images, image, inColor),
          });
          const opened = openDataset(folder);
          if (regions === images) expect((await opened).sequences[0]).toHaveLength(regions);
          else await expect(opened).rejects.toThrow(`${regions} regions for ${images} images`);
        }),
        { numRuns: 25 },
      );
    });
  });

  describe('images', () => {
    it('may be the first alone, for evaluation', async () => {
      const folder = await temporaryFolder({ 'groundtruth.txt': lines(5, '1,2,3,4'), ...frames(1, image, inColor) });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences[0]).toMatchObject({ length: 5, width: 32, height: 24 });
      expect(sequences[0]!.framePaths).toBeUndefined();
      expect(warnings).toEqual([`${join(folder, 'color')}: 1 image for 5 regions; it can be evaluated but not run`]);
    });

    it('are missing and no size is declared: regions are not clipped, and a warning says so', async () => {
      const folder = await temporaryFolder({ 'groundtruth.txt': lines(5, '1,2,3,4') });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences[0]).toMatchObject({ length: 5, width: Infinity, height: Infinity });
      expect(warnings).toEqual([
        `${folder}: no images; it can be evaluated but not run`,
        `${folder}: no image size for 1 sequences; their regions are not clipped to the image`,
      ]);
    });

    it('have a gap or a number twice: the error names it, and the folder or file', async () => {
      const gap = await temporaryFolder({
        'groundtruth.txt': lines(3, '1,2,3,4'),
        ...frames(2, image, inColor),
        ...frames(1, image, inColor, 4),
      });
      await expect(openDataset(gap)).rejects.toThrow(
        /^missing frame: number 3, between 00000002\.jpg and 00000004\.jpg \(.*color\); fetch the sequence again$/,
      );
      const twice = await threeFrames({ 'color/2.jpg': image });
      await expect(openDataset(twice)).rejects.toThrow(/invalid frames: two files of number 2/);
    });

    it('begin with one that is unreadable: the error names it', async () => {
      for (const bytes of [new Uint8Array(0), image.subarray(0, 40), 'not an image at all']) {
        await expect(openDataset(await threeFrames({ [inColor(1)]: bytes }))).rejects.toThrow(/00000001.jpg/);
      }
    });
  });

  it('is read as the real sequence bag: 196 frames, five tags of which four are short, practical differences', async () => {
    const { name, sequences, warnings } = await openDataset(sharedData('sequences/bag_vot'));
    const [bag] = sequences;
    expect([name, bag!.name]).toEqual(['bag_vot', 'bag_vot']);
    expect(bag).toMatchObject({ length: 196, width: 480, height: 360 });
    expect(bag!.framePaths).toHaveLength(196);
    expect(Object.keys(bag!.tags).toSorted()).toEqual([
      'camera_motion',
      'illum_change',
      'motion_change',
      'occlusion',
      'size_change',
    ]);
    expect(warnings).toHaveLength(4);
    for (const warning of warnings) expect(warning).toMatch(/\.tag: 157 flags for 196 frames, the rest count as 0$/);
    expect(bag!.tags.camera_motion!.subarray(157)).toEqual(new Uint8Array(39));
    expect(bag!.practical).toHaveLength(196);
    expect(bag!.practical![0]).toBe(0.090819);
    expect(regionsOf(bag!.groundTruth)[0]).toEqual({
      type: 'polygon',
      points: [334.02, 128.36, 438.19, 188.78, 396.39, 260.83, 292.23, 200.41],
    });
  });

  it('is read as the real sequence ball1: 30 frames in color/', async () => {
    const ball = await only(sharedData('sequences/ball1_vot'));
    expect(ball).toMatchObject({ length: 30, width: 1280, height: 720, tags: {} });
    expect(ball.framePaths![29]).toMatch(/color\/00000030\.jpg$/);
  });
});
