import { imageBounds } from '../datasets/overlap/bounds.ts';
import { randomFrom } from '../datasets/random.ts';
import { code, corners, type Region } from '../datasets/region.ts';
import type { Sequence } from '../datasets/sequence.ts';
import { codeAt, regionAt, type Trajectory, trajectory } from '../datasets/trajectory.ts';
import { expectedAverageOverlap, expectedOverlapSums } from '../results/analysis/expectedOverlap.ts';
import { baselineOverlaps, frameOverlaps } from '../results/analysis/frameOverlaps.ts';
import { type Measurement, measure } from './measure.ts';
import { syntheticChallenge, syntheticRun } from './syntheticChallenge.ts';

/** One run on a challenge's sequences: its overlaps and EAO, beside the painting of masks that other tools do. */
export async function overlapBench(): Promise<{ readonly frames: number; readonly measurements: Measurement[] }> {
  const { sequences } = syntheticChallenge();
  const runs = sequences.map((sequence) => syntheticRun(sequence, randomFrom('bench', sequence.name), 0.1));
  const polygons = runs.map(asPolygons);
  const longest = Math.max(...sequences.map(({ length }) => length));
  const evaluateRuns = (trajectories: readonly Trajectory[]): number | null => {
    const sums = sequences.map((sequence, s) => {
      const overlaps = baselineOverlaps(trajectories[s]!, sequence.groundTruth, sequence, 'vot2016').expectedOverlap;
      return expectedOverlapSums([{ overlaps, failures: failuresOf(trajectories[s]!) }], longest);
    });
    return expectedAverageOverlap(sums, [108, 371]);
  };
  const measurements = [
    await measure('overlaps from painted masks (as TraX and pysot do)', () =>
      sequences.map((s, i) => paintedOverlaps(s, runs[i]!)),
    ),
    await measure('overlaps from spans', () =>
      sequences.map((s, i) => frameOverlaps(runs[i]!, s.groundTruth, imageBounds(s), 'vot2016')),
    ),
    await measure('overlaps from spans, polygon against polygon', () =>
      sequences.map((s, i) => frameOverlaps(polygons[i]!, s.groundTruth, imageBounds(s), 'vot2016')),
    ),
    await measure('overlaps for both analyses, and the EAO', () => evaluateRuns(runs)),
  ];
  return { frames: sequences.reduce((sum, { length }) => sum + length, 0), measurements };
}

function asPolygons(run: Trajectory): Trajectory {
  const regions = Array.from({ length: run.length }, (_, i): Region => {
    const region = regionAt(run, i);
    return region.type === 'rectangle' ? corners(region) : region;
  });
  return trajectory(regions);
}

function failuresOf(run: Trajectory): number[] {
  return Array.from({ length: run.length }, (_, i) => i).filter((i) => codeAt(run, i) === code.failure);
}

/** What the overlap costs when both regions are painted into masks and the masks are counted. */
function paintedOverlaps({ groundTruth }: Sequence, run: Trajectory): number {
  let total = 0;
  for (let i = 0; i < run.length; i++) {
    const truth = regionAt(groundTruth, i);
    const found = regionAt(run, i);
    if (truth.type !== 'polygon' || found.type !== 'rectangle') continue;
    const outline = corners(found).points;
    const xs = [...truth.points, ...outline].filter((_, k) => k % 2 === 0);
    const ys = [...truth.points, ...outline].filter((_, k) => k % 2 === 1);
    const [left, top] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
    const width = Math.ceil(Math.max(...xs)) - left + 1;
    const height = Math.ceil(Math.max(...ys)) - top + 1;
    const a = paint(truth.points, left, top, width, height);
    const b = paint(outline, left, top, width, height);
    let common = 0;
    let either = 0;
    for (let p = 0; p < a.length; p++) {
      if (a[p]! && b[p]!) common++;
      if (a[p]! || b[p]!) either++;
    }
    total += common / either;
  }
  return total;
}

function paint(points: readonly number[], left: number, top: number, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  const count = points.length / 2;
  for (let row = 0; row < height; row++) {
    const nodes: number[] = [];
    for (let i = 0, j = count - 1; i < count; j = i++) {
      const [x, y] = [Math.round(points[2 * i]! - left), Math.round(points[2 * i + 1]! - top)];
      const [otherX, otherY] = [Math.round(points[2 * j]! - left), Math.round(points[2 * j + 1]! - top)];
      if (Math.min(y, otherY) > row || Math.max(y, otherY) < row || y === otherY) continue;
      nodes.push(Math.trunc(x + ((row - y) / (otherY - y)) * (otherX - x)));
    }
    if (nodes.length < 2) continue;
    const first = Math.max(0, Math.min(...nodes));
    const last = Math.min(width - 1, Math.max(...nodes));
    mask.fill(1, row * width + first, row * width + last + 1);
  }
  return mask;
}
