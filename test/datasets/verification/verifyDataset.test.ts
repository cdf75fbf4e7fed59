import { readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRanges } from '../../../datasets/verification/numberRanges.ts';
import { verifyDataset } from '../../../datasets/verification/verifyDataset.ts';
import { sharedData } from '../../sharedData.ts';
import { annotationFiles, colorFiles } from '../fetching/votServer.ts';
import { jpeg, png } from '../pictures.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const length = 6;

/** A dataset of one sequence of six frames, of which the test breaks something. */
async function dataset(breakIt: (sequence: string, frame: (number: number) => string) => Promise<unknown>) {
  const files = Object.entries({
    ...annotationFiles(length),
    ...Object.fromEntries(
      Object.entries(await colorFiles(7, length)).map(([name, content]) => [`color/${name}`, content]),
    ),
  });
  const folder = await temporaryFolder({
    'list.txt': 'bag\n',
    ...Object.fromEntries(files.map(([path, content]) => [`bag/${path}`, content])),
  });
  const sequence = join(folder, 'bag');
  await breakIt(sequence, (number) => join(sequence, 'color', `${String(number).padStart(8, '0')}.jpg`));
  return folder;
}

describe('verifyDataset(folder, options)', () => {
  it('refuses a file of annotations, and says what can be verified', async () => {
    const folder = await temporaryFolder({ 'VOT2018.json': '{}' });
    await expect(verifyDataset(join(folder, 'VOT2018.json'))).rejects.toThrow(
      /VOT2018\.json is a file of annotations, which has no frames to verify; give the folder of the sequences/,
    );
    await expect(verifyDataset(join(folder, 'VOT2019.json'))).rejects.toThrow('missing folder: ');
  });

  it.each<[string, Parameters<typeof dataset>[0], readonly unknown[]]>([
    ['nothing', async () => undefined, []],
    [
      'frames in the middle',
      async (_, frame) => Promise.all([2, 3, 5].map((number) => rm(frame(number)))),
      [{ kind: 'missing frames', text: '2-3, 5 (6 regions, 3 frames)', frames: [2, 3, 5] }],
    ],
    [
      'the first and the last frame',
      async (_, frame) => Promise.all([1, 6].map((number) => rm(frame(number)))),
      [{ kind: 'missing frames', text: '1, 6 (6 regions, 4 frames)', frames: [1, 6] }],
    ],
    [
      'a part of the ground truth',
      async (sequence) => writeFile(join(sequence, 'groundtruth.txt'), '1,2,3,4\n'.repeat(4)),
      [{ kind: 'extra frames', text: '5-6 without a region (4 regions, 6 frames)', frames: [5, 6] }],
    ],
    [
      'sense of the ground truth',
      async (sequence) => writeFile(join(sequence, 'groundtruth.txt'), '1,2,x,4\n'),
      [{ kind: 'ground truth', text: expect.stringContaining('groundtruth.txt:1') }],
    ],
    [
      'the ground truth',
      async (sequence) => rm(join(sequence, 'groundtruth.txt')),
      [{ kind: 'ground truth', text: expect.stringContaining('missing file') }],
    ],
    [
      'regions that the file sequence counts',
      async (sequence) =>
        writeFile(join(sequence, 'sequence'), 'length=6\n').then(() =>
          writeFile(join(sequence, 'groundtruth.txt'), '1,2,3,4\n'.repeat(5)),
        ),
      [{ kind: 'ground truth', text: '5 regions, but length=6 in the file sequence' }],
    ],
    [
      'the end of two frames',
      async (_, frame) => Promise.all([truncate(frame(4), 900), truncate(frame(6), 0)]),
      [
        {
          kind: 'damaged frames',
          text: expect.stringMatching(/^4, 6; frame 4: it is cut off$/),
          frames: [4, 6],
        },
      ],
    ],
    [
      'a picture, where a page is',
      async (_, frame) => writeFile(frame(2), '<html>not found</html>'),
      [{ kind: 'damaged frames', text: expect.stringContaining('unknown image format'), frames: [2] }],
    ],
    [
      'the size of a frame',
      async (_, frame) => writeFile(frame(3), await jpeg(32, 24)),
      [{ kind: 'other sizes', text: '1 of 32x24 where the others are of 64x48: 3', frames: [3] }],
    ],
    [
      'order: two files of one number',
      async (sequence, frame) => writeFile(join(sequence, 'color', '3.jpg'), await readFile(frame(3))),
      [{ kind: 'extra frames', text: 'two files of number 3', frames: [3] }],
    ],
    [
      'unity of format',
      async (sequence) => writeFile(join(sequence, 'color', '00000001.png'), await png()),
      [{ kind: 'extra frames', text: expect.stringContaining('1 png files beside jpg frames are left out') }],
    ],
    [
      'lines of another annotation',
      async (sequence) => writeFile(join(sequence, 'practical.value'), '0.1\n'),
      [{ kind: 'annotations', text: expect.stringContaining('invalid practical differences: 1 lines for 6 frames') }],
    ],
  ])('tells of a sequence that lacks %s', async (_, breakIt, findings) => {
    const { sequences, missing } = await verifyDataset(await dataset(breakIt));
    expect(sequences.map((sequence) => sequence.findings)).toEqual([findings]);
    expect(missing).toEqual([]);
  });

  it('finds damage inside of a frame when it decodes, and only then', async () => {
    const folder = await dataset(async (_, frame) => {
      const bytes = await readFile(frame(5));
      // The picture itself turned into the end of picture.
      bytes.fill(Buffer.from([0xff, 0xd9]), bytes.length - 600);
      await writeFile(frame(5), bytes);
    });
    expect((await verifyDataset(folder)).sequences[0]!.findings).toEqual([]);
    expect((await verifyDataset(folder, { decode: true })).sequences[0]!.findings).toEqual([
      {
        kind: 'damaged frames',
        text: expect.stringContaining('5; it does not decode'),
        frames: [5],
      },
    ]);
  });

  it('tells sequences that are not there, and looks at one alone', async () => {
    const folder = await dataset(async (sequence) => rename(sequence, join(sequence, '..', 'book')));
    const { sequences, missing } = await verifyDataset(folder);
    expect(missing).toEqual(['bag']);
    expect(sequences.map(({ name }) => name)).toEqual(['book']);
    expect((await verifyDataset(join(folder, 'book'))).sequences).toHaveLength(1);
    await expect(verifyDataset(folder, { sequences: ['boook'] })).rejects.toThrow('did you mean "book"?');
    await expect(verifyDataset(await temporaryFolder({ 'docs/a.txt': '' }))).rejects.toThrow('missing sequences: none');
  });

  it("finds nothing wrong with the real sequences, in VOT's and OTB's layout", async () => {
    const { sequences } = await verifyDataset(sharedData('sequences'));
    expect(sequences.filter(({ findings }) => findings.length > 0)).toEqual([]);
    expect(sequences.reduce((sum, { frames }) => sum + frames, 0)).toBe(937);
  });
});

describe('formatRanges(numbers)', () => {
  it('names every number, or says how many it does not', () => {
    expect(formatRanges([1, 2, 3, 7])).toBe('1-3, 7');
    expect(formatRanges([1, 3, 5, 6], 2)).toBe('1, 3 and 2 more');
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50)), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const read = formatRanges(sorted, Infinity)
          .split(', ')
          .filter((text) => text !== '')
          .flatMap((text) => {
            const [from, to = from] = text.split('-').map(Number);
            return Array.from({ length: to! - from! + 1 }, (_, index) => from! + index);
          });
        expect(read).toEqual(sorted);
      }),
    );
  });
});
