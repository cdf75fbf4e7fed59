import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expect, test } from 'vitest';
import { boundingBox, type Polygon } from '../../datasets/region.ts';
import { regionAt } from '../../datasets/trajectory.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import { gatherDetails } from '../../reports/gatherDetails.ts';
import { sequenceData } from '../../reports/page/sequenceData.ts';
import { sharedData } from '../sharedData.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();

/** A results folder of one tracker that stands still at the second frame's region, fails at frame 11 and is set up again. */
async function still(root: string, tracker: string, box: string, frames: number): Promise<void> {
  const folder = join(root, tracker, 'baseline', 'ball1_vot');
  await mkdir(folder, { recursive: true });
  const line = (i: number): string => (i === 0 || i === 15 ? '1' : i === 10 ? '2' : i > 10 && i < 15 ? '0' : box);
  await writeFile(join(folder, 'ball1_vot_001.txt'), Array.from({ length: frames }, (_, i) => `${line(i)}\n`).join(''));
}

test('gatherDetails reads runs frame by frame with small pictures of the frames, and where the results come from', async () => {
  const dataset = await openDataset(sharedData('sequences'), { sequences: ['ball1_vot'] });
  const { length, groundTruth } = dataset.sequences[0]!;
  const { x, y, width, height } = boundingBox(regionAt(groundTruth, 1) as Polygon);
  const box = [x, y, width, height].map(Math.round).join();
  const root = await temporaryFolder();
  for (const tracker of ['native', 'program', 'theirs', 'bare', 'idle']) await still(root, tracker, box, length);
  const record = { version: 1, madeBy: 'tracking-loss 0.1.0' };
  await writeFile(join(root, 'native/tracker.yaml'), stringify({ ...record, tracker: 'kcf', configuration: {} }));
  await writeFile(
    join(root, 'program/tracker.yaml'),
    stringify({ ...record, tracker: 'trax', configuration: { a: 1 } }),
  );
  await writeFile(
    join(root, 'theirs/import.yaml'),
    stringify({ ...record, source: 'a.zip', tracker: 'T', layout: 'vot', importedAt: '2026-01-01T00:00:00Z' }),
  );
  await writeFile(join(root, 'theirs/manifest.txt'), 'tracker.identifier=T\nplatform=GLNXA64\n');
  await writeFile(join(root, 'idle/tracker.yaml'), '{ not: [yaml');
  const trackers = ['theirs', 'native', 'program', 'bare', 'idle'];
  const { sequences, records } = await gatherDetails({ dataset, sources: [root], trackers, convention: 'vot2016' });

  expect(records!.map(({ tracker, origin }) => [tracker, origin])).toEqual([
    ['theirs', 'imported'],
    ['native', 'native'],
    ['program', 'external'],
    ['bare', 'unknown'],
    ['idle', 'unknown'],
  ]);
  expect(records![0]).toMatchObject({
    importRecord: { source: 'a.zip', tracker: 'T' },
    manifest: ['tracker.identifier=T', 'platform=GLNXA64'],
    repetitions: { baseline: { fewest: 1, most: 1 } },
  });
  expect(records![2]!.configuration!.configuration).toEqual({ a: 1 });

  const [{ timelines, strip }] = sequences as [NonNullable<typeof sequences>[number]];
  expect(timelines.experiments.baseline.map(({ tracker }) => tracker)).toEqual(trackers);
  expect(timelines.experiments.unsupervised).toEqual([]);
  const [{ overlaps, failures, regions }] = timelines.experiments.baseline as [
    (typeof timelines.experiments.baseline)[number],
  ];
  expect(failures).toEqual([10]);
  expect([0, 10, 11, 15].map((frame) => overlaps[frame])).toEqual([NaN, NaN, NaN, NaN]);
  expect(overlaps[1]).toBeGreaterThan(0);
  expect(strip.frames).toHaveLength(8);
  expect([strip.frames[0], strip.frames.at(-1)]).toEqual([0, length - 1]);
  expect(regions[0]).toEqual({ type: 'special', code: 1 });
  expect(regions).toHaveLength(8);
  for (const picture of strip.pictures) expect(new TextDecoder('latin1').decode(picture!.subarray(8, 12))).toBe('WEBP');

  const data = sequenceData({ timelines, strip }, trackers);
  expect(data.size).toEqual([1280, 720]);
  // The fourth frame shown is one that was skipped after the failure.
  expect(data.experiments.baseline[1]!.slice(2)).toEqual([[11], [1, box, box, 0, box, box, box, box]]);
});
