import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageBounds } from '../datasets/overlap/bounds.ts';
import { overlap } from '../datasets/overlap/overlap.ts';
import { type Random, randomFrom } from '../datasets/random.ts';
import { boundingBox, code, polygon, type Polygon, type Region, rectangle, special } from '../datasets/region.ts';
import { formatTrajectory } from '../datasets/regionText.ts';
import type { Dataset, Sequence } from '../datasets/sequence.ts';
import { regionAt, type Trajectory, trajectory } from '../datasets/trajectory.ts';

/** Lengths like those of VOT2016: 60 sequences of 41 to 1500 frames. */
export const challengeLengths: readonly number[] = Array.from({ length: 60 }, (_, i) =>
  Math.round(41 * (1500 / 41) ** ((i / 59) ** 0.9)),
);

const tagNames = ['camera_motion', 'illum_change', 'motion_change', 'occlusion', 'size_change'];

/** Annotations without images: targets of VOT's sizes that drift, turn and grow, with tags and practical thresholds. */
export function syntheticChallenge(lengths: readonly number[] = challengeLengths): Dataset {
  return { name: 'synthetic challenge', warnings: [], sequences: lengths.map(syntheticSequence) };
}

function syntheticSequence(length: number, index: number): Sequence {
  const random = randomFrom('synthetic challenge', index);
  const [width, height] = index % 3 === 0 ? [1280, 720] : index % 3 === 1 ? [640, 480] : [320, 240];
  let [x, y, angle, scale] = [width / 2, height / 2, random.uniform() * 3, 1];
  const [w, h] = [(0.06 + 0.14 * random.uniform()) * width, (0.08 + 0.16 * random.uniform()) * height];
  const regions: Polygon[] = [];
  for (let i = 0; i < length; i++) {
    x = clamp(x + random.gaussian() * 0.01 * width, 0.1 * width, 0.95 * width);
    y = clamp(y + random.gaussian() * 0.01 * height, 0.1 * height, 0.95 * height);
    angle += random.gaussian() * 0.02;
    scale = clamp(scale * Math.exp(random.gaussian() * 0.01), 0.5, 2);
    regions.push(box(x, y, w * scale, h * scale, angle));
  }
  const tags = Object.fromEntries(
    tagNames.map((tag, t) => [tag, Uint8Array.from({ length }, (_, i) => (((i >> 5) + t) % 4 === 0 ? 1 : 0))]),
  );
  return {
    name: `sequence${String(index + 1).padStart(2, '0')}`,
    length,
    width,
    height,
    groundTruth: trajectory(regions),
    tags,
    practical: new Float64Array(length).fill(0.05),
  };
}

function box(x: number, y: number, width: number, height: number, angle: number): Polygon {
  const [cos, sin] = [Math.cos(angle) / 2, Math.sin(angle) / 2];
  const corner = (sx: number, sy: number): [number, number] => [
    x + sx * width * cos - sy * height * sin,
    y + sx * width * sin + sy * height * cos,
  ];
  return polygon(...corner(-1, -1), ...corner(1, -1), ...corner(1, 1), ...corner(-1, 1));
}

/** A baseline run of a tracker that errs by `error` of the target's size and drifts off now and then. */
export function syntheticRun(sequence: Sequence, random: Random, error: number): Trajectory {
  const regions: Region[] = [];
  let drift = 0;
  while (regions.length < sequence.length) {
    regions.push(special(code.initialization));
    drift = 0;
    while (regions.length < sequence.length) {
      const truth = boundingBox(regionAt(sequence.groundTruth, regions.length) as Polygon);
      drift = random.uniform() < 0.004 ? 1.5 : drift * 0.9;
      const x = truth.x + (drift + error * random.gaussian()) * truth.width;
      const y = truth.y + error * random.gaussian() * truth.height;
      const found = rectangle(x, y, truth.width * (1 + error * random.gaussian()), truth.height);
      if (overlap(found, regionAt(sequence.groundTruth, regions.length), imageBounds(sequence)) > 0) {
        regions.push(found);
        continue;
      }
      regions.push(special(code.failure));
      for (let i = 1; i < 5 && regions.length < sequence.length; i++) regions.push(special(code.unknown));
      break;
    }
  }
  return trajectory(regions);
}

/** Writes baseline runs of many such trackers, with times, in VOT's layout. */
export async function writeSyntheticResults(
  folder: string,
  dataset: Dataset,
  trackers: number,
  repetitions: number,
): Promise<void> {
  for (let t = 0; t < trackers; t++) {
    const tracker = `tracker${String(t + 1).padStart(2, '0')}`;
    for (const sequence of dataset.sequences) {
      const series = join(folder, tracker, 'baseline', sequence.name);
      await mkdir(series, { recursive: true });
      for (let repetition = 1; repetition <= repetitions; repetition++) {
        const random = randomFrom(tracker, sequence.name, repetition);
        const text = formatTrajectory(syntheticRun(sequence, random, 0.05 + (0.2 * t) / trackers));
        await writeFile(join(series, `${sequence.name}_${String(repetition).padStart(3, '0')}.txt`), text);
      }
      const row = `${Array.from({ length: repetitions }, (_, r) => (0.01 * (t + r + 1)).toFixed(5)).join(',')}\n`;
      await writeFile(join(series, `${sequence.name}_time.txt`), row.repeat(sequence.length));
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
