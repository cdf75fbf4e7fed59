import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import { regionsOf } from '../../../datasets/trajectory.ts';
import { sharedData } from '../../sharedData.ts';
import { frames, jpeg, padded, png } from '../pictures.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const image = await jpeg(32, 24);
const pngImage = await png(32, 24);
const inImg = (number: number): string => `img/${padded(number, 4)}.jpg`;
const lines = (count: number, line = '5,6,7,8'): string => `${line}\n`.repeat(count);
const inFolder = (folder: string, files: Record<string, string | Uint8Array>): Record<string, string | Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

describe('an OTB sequence', () => {
  it('has frames in img/ and rectangles with commas, tabs or spaces between, kept as they stand', async () => {
    const folder = await temporaryFolder({
      'groundtruth_rect.txt': '1,2,3,4\n5\t6\t7\t8\r\n9 10  11 12\n13, 14,\t15,16\n',
      ...frames(4, image, inImg),
    });
    const { sequences, warnings } = await openDataset(folder);
    expect(sequences[0]).toMatchObject({ name: basename(folder), length: 4, width: 32, height: 24, tags: {} });
    expect(sequences[0]!.framePaths).toEqual([1, 2, 3, 4].map((number) => join(folder, inImg(number))));
    expect(regionsOf(sequences[0]!.groundTruth)).toEqual(
      [1, 5, 9, 13].map((x) => ({ type: 'rectangle', x, y: x + 1, width: x + 2, height: x + 3 })),
    );
    expect(warnings).toEqual([]);
  });

  it.each([
    ['0001.jpg', image],
    ['00001.jpg', image],
    ['0001.png', pngImage],
  ])('may number its images as %s', async (name, bytes) => {
    const [first, extension] = name.split('.') as [string, string];
    const folder = await temporaryFolder({
      'groundtruth_rect.txt': lines(2),
      ...frames(2, bytes, (number) => `img/${padded(number, first.length)}.${extension}`),
    });
    expect((await openDataset(folder)).sequences[0]!.framePaths).toHaveLength(2);
  });

  it('carries its attributes on all frames', async () => {
    const folder = await temporaryFolder({
      'groundtruth_rect.txt': lines(2),
      'attrs.txt': 'SV, DEF,FM\n',
      ...frames(2, image, inImg),
    });
    expect((await openDataset(folder)).sequences[0]!.tags).toEqual({
      DEF: Uint8Array.of(1, 1),
      FM: Uint8Array.of(1, 1),
      SV: Uint8Array.of(1, 1),
    });
  });

  it('is one for each ground-truth file: name-1, name-2', async () => {
    const root = await temporaryFolder(
      inFolder('Jogging', {
        'groundtruth_rect.1.txt': lines(2, '1,1,1,1'),
        'groundtruth_rect.2.txt': lines(2, '2,2,2,2'),
        ...frames(2, image, inImg),
      }),
    );
    const { sequences } = await openDataset(root);
    expect(sequences.map(({ name, groundTruth }) => [name, groundTruth.values[0]])).toEqual([
      ['Jogging-1', 1],
      ['Jogging-2', 2],
    ]);
    const chosen = await openDataset(root, { sequences: ['Jogging-2'] });
    expect(chosen.sequences.map(({ name }) => name)).toEqual(['Jogging-2']);
  });

  it('does not count an empty ground-truth file beside another, as in Human4', async () => {
    const root = await temporaryFolder(
      inFolder('Human4', {
        'groundtruth_rect.1.txt': '\n',
        'groundtruth_rect.2.txt': lines(2),
        ...frames(2, image, inImg),
      }),
    );
    const { sequences, warnings } = await openDataset(root);
    expect(sequences.map(({ name }) => name)).toEqual(['Human4-2']);
    expect(warnings).toEqual([`${join(root, 'Human4', 'groundtruth_rect.1.txt')}: left out, it is empty`]);
  });

  // Lengths: OTB-2015 as pytracking's otbdataset.py, pysot and got10k cut it; files on disk as the benchmark ships them.
  it.each([
    ['David', 1, 770, 471, 300, 770],
    ['Diving', 1, 231, 215, 1, 215],
    ['Football1', 1, 81, 74, 1, 74],
    ['Freeman3', 1, 474, 460, 1, 460],
    ['Freeman4', 1, 297, 283, 1, 283],
    ['Tiger1', 1, 354, 349, 6, 354],
    ['Tiger1', 1, 354, 354, 1, 354],
    ['BlurCar1', 247, 742, 742, 247, 988],
    ['BlurCar3', 1, 359, 357, 3, 359],
    ['BlurCar4', 1, 397, 380, 18, 397],
  ])(
    '%s with images from %d (%d of them) and %d regions has the frames %d to %d',
    async (name, start, count, regions, first, last) => {
      const root = await temporaryFolder(
        inFolder(name, { 'groundtruth_rect.txt': lines(regions), ...frames(count, image, inImg, start) }),
      );
      const { framePaths } = (await openDataset(root)).sequences[0]!;
      expect(framePaths).toHaveLength(regions);
      expect(basename(framePaths![0]!)).toBe(`${padded(first, 4)}.jpg`);
      expect(basename(framePaths!.at(-1)!)).toBe(`${padded(last, 4)}.jpg`);
    },
  );

  it('can be evaluated without images', async () => {
    const withoutImages: Record<string, string>[] = [{}, { 'img/.gitkeep': '' }];
    for (const files of withoutImages) {
      const folder = await temporaryFolder({ 'groundtruth_rect.txt': lines(3), ...files });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences[0]).toMatchObject({ length: 3, width: Infinity });
      expect(sequences[0]!.framePaths).toBeUndefined();
      expect(warnings[0]).toBe(`${join(folder, 'img')}: no images; it can be evaluated but not run`);
    }
  });

  it('is refused where counts do not fit, also in a known range, or files are missing', async () => {
    const files = (regions: number) => ({ 'groundtruth_rect.txt': lines(regions), ...frames(20, image, inImg) });
    const david = await temporaryFolder(inFolder('David', files(19)));
    await expect(openDataset(david)).rejects.toThrow(/19 regions for 20 images \(.*groundtruth_rect.txt\)/);
    const empty = await temporaryFolder({ 'groundtruth_rect.txt': ' \n', ...frames(3, image, inImg) });
    await expect(openDataset(empty)).rejects.toThrow(/missing ground truth: no regions \(.*groundtruth_rect.txt\)/);
    const letters = await temporaryFolder({
      'groundtruth_rect.txt': '1,2,3,4\na\tb\tc\td\n',
      ...frames(2, image, inImg),
    });
    await expect(openDataset(letters)).rejects.toThrow(/groundtruth_rect.txt:2/);
  });

  it.each([
    ['Skiing', 81, 640, 360, [446, 181, 29, 26], []],
    ['Human7', 250, 320, 240, [110, 111, 37, 116], []],
    ['Jumping', 120, 352, 288, [147, 110, 34, 33], []],
    ['Crossing', 120, 360, 240, [205, 151, 17, 50], ['BC', 'DEF', 'FM', 'OPR', 'SV']],
    ['Couple', 140, 320, 240, [51, 47, 25, 62], ['BC', 'DEF', 'FM', 'OPR', 'SV']],
  ])('is read as the real sequence %s', async (name, length, width, height, first, tags) => {
    const { sequences, warnings } = await openDataset(sharedData(`sequences/${name}`));
    expect(sequences[0]).toMatchObject({ name, length, width, height });
    expect([...sequences[0]!.groundTruth.values.subarray(0, 4)]).toEqual(first);
    expect(Object.keys(sequences[0]!.tags)).toEqual(tags);
    expect(sequences[0]!.framePaths).toHaveLength(length);
    expect(warnings).toEqual([]);
  });
});
