import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { rectangle, special } from '../../../datasets/region.ts';
import type { Sequence } from '../../../datasets/sequence.ts';
import { trajectory } from '../../../datasets/trajectory.ts';
import { filmFrame, type FilmedRun } from '../../../reports/video/filmFrame.ts';
import { drawVideoFrame, type Picture, tiled, type VideoFrame } from '../../../reports/video/videoFrame.ts';
import { writeVideo } from '../../../reports/video/writeVideo.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();
const box = rectangle(10, 10, 20, 20);

/** Of six frames; the fifth skipped frame would be the last. */
const sequence: Sequence = {
  name: 'made-up',
  length: 6,
  width: 64,
  height: 48,
  groundTruth: trajectory(Array.from({ length: 6 }, () => box)),
  tags: {},
  framePaths: Array.from({ length: 6 }, (_, i) => `/frames/${i}.png`),
};

const lost: FilmedRun = {
  tracker: 'lost',
  colour: '#0072b2',
  trajectory: trajectory([special(1), box, special(2), special(0), special(1), box]),
  overlaps: Float32Array.of(NaN, 0.5, NaN, NaN, NaN, 0.25),
  confidences: Float64Array.of(NaN, 0.75, 0.1, NaN, NaN, NaN),
};

describe('filmFrame(sequence, runs, index, note)', () => {
  const stateAt = (index: number) => {
    const { state, isFailed } = filmFrame(sequence, [lost], index, '').trackers[0]!;
    return [state, isFailed];
  };

  it("says each tracker's overlap, its own score, and its failures so far", () => {
    expect([0, 1, 2, 3, 4, 5].map(stateAt)).toEqual([
      ['initialised', false],
      ['overlap 0.50  score 0.75', false],
      ['FAILED  failures 1', true],
      ['FAILED  failures 1', true],
      ['initialised  failures 1', false],
      ['overlap 0.25  failures 1', false],
    ]);
  });

  it('numbers the trackers and the frame, from 1', () => {
    const { heading, trackers, imagePath } = filmFrame(sequence, [lost, { ...lost, tracker: 'b' }], 1, 'baseline');
    expect(heading).toBe('made-up  frame 2 of 6  baseline  white: ground truth');
    expect(trackers.map(({ mark, name }) => [mark, name])).toEqual([
      ['1', 'lost'],
      ['2', 'b'],
    ]);
    expect(imagePath).toBe('/frames/1.png');
  });
});

const size = { width: 64, height: 48, shownWidth: 128 };

async function frameOf(isFailed: boolean, name = 'kcf'): Promise<VideoFrame> {
  const imagePath = join(await temporaryFolder(), 'frame.png');
  await writeFile(
    imagePath,
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#204060' } })
      .png()
      .toBuffer(),
  );
  const tracker = { mark: '1', colour: '#e69f00', name, region: rectangle(32, 8, 16, 32), state: '', isFailed };
  return { imagePath, groundTruth: box, trackers: [tracker], heading: 'frame' };
}

function pixel({ data, width }: Picture, x: number, y: number): number[] {
  return Array.from(data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3));
}

describe('drawVideoFrame(frame, size)', () => {
  it('enlarges the frame, draws both boxes on it and the lines under it', async () => {
    const picture = await drawVideoFrame(await frameOf(false), size);
    expect([picture.width, picture.height, picture.data.length]).toEqual([128, 142, 128 * 142 * 3]);
    expect(pixel(picture, 4, 4)).toEqual([0x20, 0x40, 0x60]);
    // The left edges of the ground truth (white) and of the tracker's box.
    expect(pixel(picture, 20, 40)).toEqual([255, 255, 255]);
    expect(pixel(picture, 64, 40)).toEqual([0xe6, 0x9f, 0x00]);
    const lines = picture.data.subarray(128 * 96 * 3);
    expect(lines.some((value) => value > 200)).toBe(true);
  });

  it('has a red edge while a tracker has failed', async () => {
    expect(pixel(await drawVideoFrame(await frameOf(true), size), 2, 50)).toEqual([0xff, 0x3b, 0x30]);
  });

  it('takes names that are no markup, however long', async () => {
    const picture = await drawVideoFrame(await frameOf(false, `<script>"&'${'x'.repeat(60)}`), size);
    expect(picture.width).toBe(128);
  });

  it('says which frame is missing, or of another size', async () => {
    const frame = await frameOf(false);
    await expect(drawVideoFrame({ ...frame, imagePath: '/nowhere/1.jpg' }, size)).rejects.toThrow(
      /missing frame: .*\(\/nowhere\/1\.jpg\); "tracking-loss dataset verify"/,
    );
    await expect(drawVideoFrame(frame, { ...size, width: 65 })).rejects.toThrow(/invalid frame: .* 65x48 pixels/);
  });
});

/** Pictures of one colour each. */
function plain(...values: readonly number[]): Picture[] {
  return values.map((value) => ({ data: new Uint8Array(16 * 8 * 3).fill(value), width: 16, height: 8 }));
}

it('tiled(pictures, columns) puts pictures side by side, row by row', async () => {
  const picture = await tiled(plain(10, 20, 30), 2);
  expect([picture.width, picture.height, picture.data.length]).toEqual([32, 16, 32 * 16 * 3]);
  const corners: readonly [number, number][] = [
    [0, 0],
    [16, 0],
    [0, 8],
    [16, 8],
  ];
  expect(corners.map(([x, y]) => pixel(picture, x, y)[0])).toEqual([10, 20, 30, 0]);
});

async function* streamed(pictures: readonly Picture[]): AsyncGenerator<Picture> {
  for (const picture of pictures) yield picture;
}

describe('writeVideo(path, pictures, options)', () => {
  const options = { fps: 20, length: 3, width: 16, height: 8 };
  const { PATH } = process.env;
  afterEach(() => {
    process.env['PATH'] = PATH;
  });

  it('makes an animated WebP of all pictures, in their order and time', async () => {
    const path = join(await temporaryFolder(), 'deep', 'film.webp');
    await writeVideo(path, streamed(plain(0, 120, 240)), options);
    const { pages, width, pageHeight, delay, loop } = await sharp(path, { pages: -1 }).metadata();
    expect({ pages, width, pageHeight, delay, loop }).toEqual({
      pages: 3,
      width: 16,
      pageHeight: 8,
      delay: [50, 50, 50],
      loop: 0,
    });
    const third = await sharp(path, { page: 2 }).removeAlpha().raw().toBuffer();
    expect(Math.abs(third[0]! - 240)).toBeLessThan(8);
  });

  it('makes an MP4 with ffmpeg', async (context) => {
    const path = join(await temporaryFolder(), 'film.mp4');
    try {
      await writeVideo(path, streamed(plain(0, 120, 240)), options);
    } catch (error) {
      if (process.env['CI'] === 'true' || !/missing program: ffmpeg/.test((error as Error).message)) throw error;
      context.skip('ffmpeg is not installed');
    }
    expect((await readFile(path)).toString('latin1', 4, 8)).toBe('ftyp');
    expect(await readdir(join(path, '..'))).toEqual(['film.mp4']);
  });

  it('says how to get ffmpeg, or what does without it', async () => {
    process.env['PATH'] = '/nowhere';
    const path = join(await temporaryFolder(), 'film.mp4');
    await expect(writeVideo(path, streamed([]), options)).rejects.toThrow(
      /^missing program: ffmpeg.*apt-get install ffmpeg.*\.webp$/,
    );
  });

  it('refuses other formats and an animation that would fill the memory', async () => {
    await expect(writeVideo('film.gif', streamed([]), options)).rejects.toThrow(
      'unknown film format: film.gif; known: .webp, .mp4',
    );
    await expect(
      writeVideo('film.webp', streamed([]), { ...options, length: 2000, width: 1280, height: 720 }),
    ).rejects.toThrow(/^invalid animation: 2000 pictures of 1280x720 are 5\.53 GB/);
  });

  it('leaves nothing behind where the pictures break off', async () => {
    const folder = await temporaryFolder();
    async function* broken(): AsyncGenerator<Picture> {
      yield plain(1)[0]!;
      throw new Error('stopped');
    }
    await expect(writeVideo(join(folder, 'film.webp'), broken(), options)).rejects.toThrow('stopped');
    expect(existsSync(join(folder, 'film.webp'))).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });
});
