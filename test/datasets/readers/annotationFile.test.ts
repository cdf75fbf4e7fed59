import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import { regionsOf } from '../../../datasets/trajectory.ts';
import { sharedData } from '../../sharedData.ts';
import { jpeg } from '../pictures.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const box = [1, 2, 30, 40];

async function file(content: unknown, more: Record<string, string | Uint8Array> = {}): Promise<string> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return join(await temporaryFolder({ 'set.json': text, ...more }), 'set.json');
}

describe('a JSON file of annotations', () => {
  it('has regions, five tags and image sizes, as pysot keeps VOT', async () => {
    const path = await file({
      bag: {
        video_dir: 'bag',
        init_rect: box,
        img_names: ['bag/color/00000001.jpg', 'bag/color/00000002.jpg'],
        gt_rect: [box, [1, 1, 9, 1, 9, 9, 1, 9]],
        camera_motion: [0, 1],
        occlusion: [1],
        size_change: [0, 0, 1],
        width: 320,
        height: 240,
      },
    });
    const { name, sequences, warnings } = await openDataset(path);
    expect(name).toBe('set');
    expect(sequences[0]).toMatchObject({ name: 'bag', length: 2, width: 320, height: 240 });
    expect(sequences[0]!.framePaths).toBeUndefined();
    expect(sequences[0]!.tags).toEqual({ camera_motion: Uint8Array.of(0, 1), occlusion: Uint8Array.of(1, 0) });
    expect(regionsOf(sequences[0]!.groundTruth)).toEqual([
      { type: 'rectangle', x: 1, y: 2, width: 30, height: 40 },
      { type: 'polygon', points: [1, 1, 9, 1, 9, 9, 1, 9] },
    ]);
    expect(warnings).toEqual([
      `${path}, bag.occlusion: 1 flags for 2 frames, the rest count as 0`,
      `${path}, bag.size_change: left out, 3 flags for 2 frames`,
    ]);
  });

  it('takes images that lie beside it: all of them to run, the first for the size', async () => {
    const image = await jpeg(64, 48);
    const entry = { img_names: ['a/1.jpg', 'a/2.jpg'], gt_rect: [box, box], occlusion: [0, 0] };
    const all = await file({ a: entry }, { 'a/1.jpg': image, 'a/2.jpg': image });
    const complete = await openDataset(all);
    expect(complete.sequences[0]).toMatchObject({ width: 64, height: 48 });
    expect(complete.sequences[0]!.framePaths).toEqual(['a/1.jpg', 'a/2.jpg'].map((name) => join(all, '..', name)));
    expect(complete.warnings).toEqual([]);
    const one = await file({ a: entry }, { 'a/1.jpg': image });
    const partial = await openDataset(one);
    expect(partial.sequences[0]).toMatchObject({ width: 64, height: 48 });
    expect(partial.sequences[0]!.framePaths).toBeUndefined();
    expect(partial.warnings).toEqual([`${one}, a: 1 of the images for 2 regions; it can be evaluated but not run`]);
  });

  it('names targets of one OTB video as OTB does, and has an endless image where nothing says its size', async () => {
    const entry = (name: string) => ({ name, image_files: ['0001.jpg'], init_rect: box, gt_rect: [box] });
    const path = await file({ carDark: entry('CarDark'), jogging_1: entry('Jogging'), jogging_2: entry('Jogging') });
    const { sequences, warnings } = await openDataset(path);
    expect(sequences.map(({ name }) => name)).toEqual(['CarDark', 'Jogging-1', 'Jogging-2']);
    expect(sequences[0]).toMatchObject({ width: Infinity, height: Infinity });
    expect(warnings).toEqual([`${path}: no image size for 3 sequences; their regions are not clipped to the image`]);
  });

  it('finds OTB images in <name>/img beside it, and carries attributes on all frames', async () => {
    const entry = { name: 'Dog', image_files: ['0001.jpg'], gt_rect: [box], attr: ['SV', 'FM'] };
    const path = await file({ dog: entry }, { 'Dog/img/0001.jpg': await jpeg(50, 40) });
    const { sequences } = await openDataset(path);
    expect(sequences[0]).toMatchObject({ name: 'Dog', width: 50, height: 40 });
    expect(sequences[0]!.framePaths).toHaveLength(1);
    expect(sequences[0]!.tags).toEqual({ SV: Uint8Array.of(1), FM: Uint8Array.of(1) });
  });

  it.each([
    ['{"a": {"gt_rect": [[1,2,3,4]', /invalid JSON: .*\(.*set.json\)/],
    ['[1, 2]', /invalid annotations: .*expected record.* \(.*set.json\)/],
    [{}, /missing sequences: the file names none \(.*set.json\)/],
    [{ a: {} }, /invalid annotations: .*received undefined \(.*set.json, a.gt_rect\)/],
    [
      { a: { gt_rect: [[1, 2, 'x', 4]] } },
      /invalid annotations: .*received string \(.*set.json, a.gt_rect\[0\]\[2\]\)/,
    ],
    [{ a: { gt_rect: [['x', 'y', 'z', 4]] } }, /invalid annotations: .*\(and 2 more\)/],
    [{ a: { gt_rect: [box], width: -1 } }, /invalid annotations: .*a.width\)/],
    [{ a: { gt_rect: [] } }, /missing ground truth: no regions \(.*set.json, a.gt_rect\)/],
    [{ a: { gt_rect: [box, [1, 2]] } }, /invalid region: 2 numbers \(.*a.gt_rect\[1\]\)/],
    [{ a: { gt_rect: [[0], box] } }, /invalid ground truth: no region in the first frame/],
  ])('is refused with what is wrong and where: %j', async (content, message) => {
    await expect(openDataset(await file(content))).rejects.toThrow(message);
  });

  it('is read as the real VOT2018.json: 60 sequences, 21,356 frames', async () => {
    const { name, sequences, warnings } = await openDataset(sharedData('annotations/VOT2018.json'));
    expect(name).toBe('VOT2018');
    expect(sequences).toHaveLength(60);
    expect(sequences.reduce((sum, { length }) => sum + length, 0)).toBe(21_356);
    for (const { tags } of sequences) expect(Object.keys(tags)).toHaveLength(5);
    expect(sequences.find(({ name }) => name === 'bag')).toMatchObject({ length: 196, width: 480, height: 360 });
    expect(warnings.map((warning) => warning.replace(/^.*, /, ''))).toEqual([
      'the rest count as 0',
      'the rest count as 0',
      'the rest count as 0',
    ]);
  });

  it('is read as the real OTB2015.json: 100 sequences, 59,040 frames but for the five that Tiger1 leaves out', async () => {
    const { sequences } = await openDataset(sharedData('annotations/OTB2015.json'));
    expect(sequences).toHaveLength(100);
    expect(sequences.reduce((sum, { length }) => sum + length, 0)).toBe(59_040 - 5);
    const names = sequences.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Skating2-1', 'Skating2-2', 'Jogging-1', 'Jogging-2', 'Human4-2']));
  });
});
