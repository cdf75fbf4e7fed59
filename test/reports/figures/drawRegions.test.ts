import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { polygon, type Region, rectangle, special } from '../../../datasets/region.ts';
import { drawRegions } from '../../../reports/figures/drawRegions.ts';
import { regionsOverlay } from '../../../reports/figures/regionsOverlay.ts';

let folder: string;
const frame = { width: 320, height: 240 };
const grey = [120, 120, 120] as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regions-'));
  const background = { r: 120, g: 120, b: 120 };
  await sharp({ create: { ...frame, channels: 3, background } })
    .png()
    .toFile(join(folder, 'frame.png'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function drawn(regions: readonly { region: Region; colour?: string; label?: string }[]) {
  const out = join(folder, 'drawn.png');
  const full = regions.map(({ region, colour = '#ff0000', label = '' }) => ({ region, colour, label }));
  await drawRegions(join(folder, 'frame.png'), full, out);
  const { data, info } = await sharp(out).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject(frame);
  return (x: number, y: number): number[] => {
    const start = (y * info.width + x) * info.channels;
    return [...data.subarray(start, start + 3)];
  };
}

const reddish = ([r, g, b]: number[]): boolean => r! > 150 && g! < 90 && b! < 90;

describe('drawRegions(image, regions, out)', () => {
  test('draws the outline of a rectangle at its pixels and leaves the rest of the frame', async () => {
    const at = await drawn([{ region: rectangle(100, 80, 60, 50) }]);
    for (const [x, y] of [
      [100, 105],
      [159, 105],
      [130, 80],
      [130, 129],
    ] as const)
      expect(reddish(at(x, y))).toBe(true);
    for (const [x, y] of [
      [130, 105],
      [90, 105],
      [170, 105],
      [130, 70],
      [130, 140],
    ] as const)
      expect(at(x, y)).toEqual(grey);
  });

  test('draws the outline of a polygon, the side from its last point to its first too', async () => {
    const at = await drawn([{ region: polygon(100, 40, 200, 40, 200, 140) }]);
    expect(reddish(at(150, 40))).toBe(true);
    expect(reddish(at(200, 90))).toBe(true);
    expect(reddish(at(150, 90))).toBe(true);
    expect(at(180, 60)).toEqual(grey);
  });

  test('tints the pixels of a mask, runs that go over the end of a row too', async () => {
    // Rows of four: 0 1 1 1 / 1 1 0 0 / 0 0 0 0.
    const at = await drawn([{ region: { type: 'mask', x: 10, y: 20, width: 4, height: 3, runs: [1, 5, 6] } }]);
    const tinted = Array.from({ length: 12 }, (_, i) => Number(at(10 + (i % 4), 20 + Math.floor(i / 4))[0]! > 150));
    expect(tinted).toEqual([0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  test('draws the letters of a label in its colour on a dark ground', async () => {
    const at = await drawn([{ region: rectangle(100, 80, 60, 50), label: 'MMMM' }]);
    let letters = 0;
    let ground = 0;
    for (let y = 66; y < 78; y++) {
      for (let x = 100; x < 130; x++) {
        if (reddish(at(x, y))) letters++;
        else if (at(x, y)[0]! < 60) ground++;
      }
    }
    expect(letters).toBeGreaterThan(40);
    expect(ground).toBeGreaterThan(40);
  });

  test('draws on a grey JPEG and writes the format of the ending', async () => {
    const jpeg = join(folder, 'grey.jpg');
    await sharp(join(folder, 'frame.png')).greyscale().jpeg().toFile(jpeg);
    await drawRegions(
      jpeg,
      [{ region: rectangle(10, 10, 50, 50), colour: '#00ff00', label: 'KCF' }],
      join(folder, 'out.jpg'),
    );
    expect(await sharp(join(folder, 'out.jpg')).metadata()).toMatchObject({ ...frame, format: 'jpeg', channels: 3 });
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('refuses a format that it does not know and an image that is none', async () => {
    await expect(drawRegions(join(folder, 'frame.png'), [], join(folder, 'out.gif'))).rejects.toThrow(
      /unknown picture format: .*out\.gif; known: \.png/,
    );
    await writeFile(join(folder, 'broken.jpg'), 'no image');
    await expect(drawRegions(join(folder, 'broken.jpg'), [], join(folder, 'out.png'))).rejects.toThrow(
      /invalid image: .*broken\.jpg/,
    );
  });
});

describe('regionsOverlay(width, height, regions)', () => {
  /** Boxes behind the labels: x, y, width, height. */
  const labelBoxes = (svg: string): number[][] =>
    [...svg.matchAll(/<rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g)].map(([, ...box]) =>
      box.map(Number),
    );

  test('keeps labels apart and within the picture, also those of equal regions and of regions beyond the edge', () => {
    const regions = [
      ...Array.from({ length: 6 }, (_, i) => ({
        region: rectangle(100, 80, 60, 50),
        colour: '#fff',
        label: `tracker ${i}`,
      })),
      { region: rectangle(300, 230, 60, 50), colour: '#fff', label: 'beyond' },
      { region: rectangle(-40, -30, 60, 50), colour: '#fff', label: 'before' },
      { region: special(2), colour: '#fff', label: 'KCF' },
    ];
    const boxes = labelBoxes(regionsOverlay(320, 240, regions));
    expect(boxes).toHaveLength(9);
    for (const [i, [x, y, width, height]] of boxes.entries()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x! + width!).toBeLessThanOrEqual(320);
      expect(y! + height!).toBeLessThanOrEqual(240);
      for (const [x2, y2, width2, height2] of boxes.slice(i + 1)) {
        const apart = x! >= x2! + width2! || x2! >= x! + width! || y! >= y2! + height2! || y2! >= y! + height!;
        expect(apart).toBe(true);
      }
    }
  });

  test('says what a special code means instead of drawing an outline', () => {
    const svg = regionsOverlay(320, 240, [
      { region: special(2), colour: '#fff', label: 'KCF' },
      { region: special(1), colour: '#fff', label: '' },
      { region: special(0), colour: '#fff', label: 'Staple' },
      { region: special(7), colour: '#fff', label: 'CCOT' },
    ]);
    for (const text of ['>KCF: failed<', '>initialised<', '>Staple: no region<', '>CCOT: code 7<'])
      expect(svg).toContain(text);
    expect(svg).not.toContain('<path');
  });

  test('escapes labels and colours', () => {
    const svg = regionsOverlay(320, 240, [
      { region: rectangle(0, 0, 9, 9), colour: '"/><script>', label: '<script>&"' },
    ]);
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;&amp;&quot;');
  });
});
