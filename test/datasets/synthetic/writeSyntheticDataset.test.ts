import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { frameAt } from '../../../datasets/frames.ts';
import { InputError } from '../../../datasets/inputError.ts';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import { formatRegion } from '../../../datasets/regionText.ts';
import { outlineAt } from '../../../datasets/synthetic/scene.ts';
import { scenes } from '../../../datasets/synthetic/scenes.ts';
import {
  type SyntheticProgress,
  syntheticSize,
  writeSyntheticDataset,
} from '../../../datasets/synthetic/writeSyntheticDataset.ts';
import { regionsOf } from '../../../datasets/trajectory.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

async function contentOf(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const content = new Map<string, string>();
  for (const { parentPath, name } of names) {
    const path = join(parentPath, name);
    content.set(path.slice(folder.length + 1), (await readFile(path)).toString('base64'));
  }
  return content;
}

const small = { sequences: ['car', 'ball'], maxLength: 3 };

describe('writeSyntheticDataset(folder, options)', () => {
  it('writes eight sequences as VOT packs them, opens them without a warning, and writes the same bytes again', async () => {
    const folder = join(await temporaryFolder(), 'synthetic');
    const { name, sequences, warnings } = await writeSyntheticDataset(folder, { maxLength: 2 });
    expect(name).toBe('synthetic');
    expect(warnings).toEqual([]);
    expect(sequences.map((sequence) => sequence.name)).toEqual(scenes(0).map((scene) => scene.name));
    expect(await openDataset(folder)).toEqual({ name, sequences, warnings });
    for (const sequence of sequences) {
      expect(sequence).toMatchObject({ length: 2, width: 320, height: 240, fps: 25 });
      expect(Object.keys(sequence.tags)).toHaveLength(5);
      expect(sequence.practical).toHaveLength(2);
      expect(await frameAt(sequence, 1).image()).toMatchObject({ width: 320, height: 240, channels: 3 });
    }
    expect([...(await contentOf(join(folder, 'car'))).keys()].toSorted()).toEqual([
      'camera_motion.tag',
      'color/00000001.jpg',
      'color/00000002.jpg',
      'groundtruth.txt',
      'illum_change.tag',
      'motion_change.tag',
      'occlusion.tag',
      'practical.value',
      'sequence',
      'size_change.tag',
      'synthetic.json',
    ]);
    const again = join(await temporaryFolder(), 'synthetic');
    await writeSyntheticDataset(again, { maxLength: 2 });
    expect(await contentOf(again)).toEqual(await contentOf(folder));
    expect(await readdir(folder)).toEqual(expect.not.arrayContaining([expect.stringMatching(/^\./)]));
  });

  it('has the outlines of the scenes as ground truth, and the overlap that one pixel costs as practical difference', async () => {
    const { sequences } = await writeSyntheticDataset(await temporaryFolder(), { sequences: ['clock'], maxLength: 5 });
    const scene = scenes(0).find(({ name }) => name === 'clock')!;
    const outlines = Array.from({ length: 5 }, (_, frame) => outlineAt(scene, frame, syntheticSize));
    expect(regionsOf(sequences[0]!.groundTruth).map(formatRegion)).toEqual(outlines.map(formatRegion));
    // The clock is 50 x 50 at first: 49 * 49 common pixels of 2 * 2500 - 2401.
    expect(sequences[0]!.practical![0]).toBeCloseTo(1 - 2401 / 2599, 6);
  });

  it('keeps what is there from the same options, and writes the rest', async () => {
    const folder = await temporaryFolder();
    await writeSyntheticDataset(folder, small);
    const before = await contentOf(folder);
    const { mtimeMs } = await stat(join(folder, 'car/color/00000001.jpg'));
    await rm(join(folder, 'ball/color/00000002.jpg'));
    await writeSyntheticDataset(folder, small);
    expect((await stat(join(folder, 'car/color/00000001.jpg'))).mtimeMs).toBe(mtimeMs);
    expect(await contentOf(folder)).toEqual(before);
  });

  it('replaces what is there from other options', async () => {
    const folder = await temporaryFolder();
    await writeSyntheticDataset(folder, small);
    const longer = await writeSyntheticDataset(folder, { ...small, maxLength: 4 });
    expect(longer.sequences.map(({ length }) => length)).toEqual([4, 4]);
    const before = await contentOf(folder);
    await writeSyntheticDataset(folder, { ...small, maxLength: 4, seed: 5 });
    const after = await contentOf(folder);
    expect(after.get('car/groundtruth.txt')).toBe(before.get('car/groundtruth.txt'));
    expect(after.get('car/color/00000001.jpg')).not.toBe(before.get('car/color/00000001.jpg'));
  });

  it('tells its progress in frames, those that are kept at once', async () => {
    const folder = await temporaryFolder();
    const seen: SyntheticProgress[] = [];
    const onProgress = (progress: SyntheticProgress): number => seen.push(progress);
    await writeSyntheticDataset(folder, { ...small, sequences: ['car'], onProgress });
    expect(seen.map(({ framesDone, framesTotal }) => [framesDone, framesTotal])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    seen.length = 0;
    await writeSyntheticDataset(folder, { ...small, onProgress });
    expect(seen.map(({ sequence, framesDone }) => [sequence, framesDone])).toEqual([
      ['car', 3],
      ['ball', 4],
      ['ball', 5],
      ['ball', 6],
    ]);
  });

  it('leaves nothing of a sequence whose writing fails', async () => {
    const folder = await temporaryFolder();
    const onProgress = (): void => {
      throw new Error('stopped');
    };
    await expect(writeSyntheticDataset(folder, { ...small, onProgress })).rejects.toThrow('stopped');
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses to replace what it did not write, an unknown scene and a length below 2', async () => {
    const folder = await temporaryFolder({ 'car/precious.txt': 'x' });
    await expect(writeSyntheticDataset(folder, small)).rejects.toThrow(/invalid folder: .*car is in the way/);
    expect(await readFile(join(folder, 'car/precious.txt'), 'utf8')).toBe('x');
    await writeFile(join(folder, 'van'), 'a file');
    await expect(writeSyntheticDataset(folder, { ...small, sequences: ['van'] })).rejects.toThrow(InputError);
    await mkdir(join(folder, 'book'));
    await writeSyntheticDataset(folder, { sequences: ['book'], maxLength: 2 });
    await expect(writeSyntheticDataset(folder, { sequences: ['vam'] })).rejects.toThrow(
      /unknown synthetic sequence: "vam"; did you mean "van"\?/,
    );
    await expect(writeSyntheticDataset(folder, { maxLength: 1 })).rejects.toThrow(/invalid length: 1/);
  });

  it('writes frames that are what was drawn, but for the compression', async () => {
    const { sequences } = await writeSyntheticDataset(await temporaryFolder(), { sequences: ['book'], maxLength: 2 });
    const { format, chromaSubsampling } = await sharp(sequences[0]!.framePaths![0]).metadata();
    expect([format, chromaSubsampling]).toEqual(['jpeg', '4:2:0']);
    const { data } = await frameAt(sequences[0]!, 0).image();
    expect(new Set(data).size).toBeGreaterThan(200);
  });
});
