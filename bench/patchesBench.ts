import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { frameAt } from '../datasets/frames.ts';
import { type Random, randomFrom } from '../datasets/random.ts';
import { type Rectangle, rectangle } from '../datasets/region.ts';
import { trajectory } from '../datasets/trajectory.ts';
import { patchCropper } from '../trackers/patches/patchCropper.ts';
import { type Measurement, measure } from './measure.ts';

const [width, height] = [640, 480];
const targetSides: readonly (readonly [number, number])[] = [
  [40, 60],
  [64, 96],
  [200, 150],
];
const candidates = 256;
const size = 107;

/** The patches of one frame's candidates beside the decoding of that frame, and beside the writing of their memory. */
export async function patchesBench(): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'patches-'));
  try {
    const path = join(folder, 'frame.jpg');
    await sharp(scene(), { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toFile(path);
    const sequence = { name: 'bench', length: 1, width, height, groundTruth: trajectory([]), tags: {} };
    const decode = () => frameAt({ ...sequence, framePaths: [path] }, 0).image();
    const image = await decode();
    const cropper = patchCropper({
      size,
      context: { rule: 'mdnet', padding: 16 },
      border: 'mdnet',
      means: [128, 128, 128],
    });
    const patches = new Float32Array(candidates * cropper.patchLength);
    const measurements = [await measure(`decoding ${width}x${height}`, decode)];
    for (const [w, h] of targetSides) {
      const boxes = candidateBoxes(w, h);
      const name = `${candidates} patches of ${size}x${size} around ${w}x${h}`;
      measurements.push(await measure(name, () => cropper.crop(image, boxes, patches)));
    }
    measurements.push(await measure('writing their memory alone', () => patches.fill(1)));
    return measurements;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A picture that costs a decoder about what a photograph does: smooth shapes and some noise. */
function scene(): Uint8Array {
  const random = randomFrom('patches bench', 'scene');
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return (
      128 + 50 * Math.sin(x / 23 + (i % 3)) * Math.cos(y / 17) + 30 * Math.sin(x / 5 + y / 7) + 4 * random.gaussian()
    );
  });
}

/** Drawn as MDNet draws candidates (gen_samples.m), around a target in the middle of the frame. */
function candidateBoxes(w: number, h: number): readonly Rectangle[] {
  const random = randomFrom('patches bench', w, h);
  return Array.from({ length: candidates }, () => {
    const scale = 1.05 ** clipped(random);
    const reach = (0.6 * (w + h)) / 2;
    const [x, y] = [width / 2 + reach * clipped(random), height / 2 + reach * clipped(random)];
    return rectangle(x - (w * scale) / 2, y - (h * scale) / 2, w * scale, h * scale);
  });
}

function clipped(random: Random): number {
  return Math.max(-1, Math.min(1, 0.5 * random.gaussian()));
}
