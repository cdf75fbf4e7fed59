/** @file How long runs take: from the times of a workspace, or from figures that were measured for docs/performance.md. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../datasets/inputError.ts';
import { randomFrom } from '../datasets/random.ts';
import { parseFrameValues } from '../results/frameValues.ts';
import { experimentNames } from '../results/run.ts';
import { resultsFolder } from '../results/store.ts';
import type { SimulatedSeries } from './clusterSimulation.ts';
import { challengeLengths } from './syntheticChallenge.ts';

/** Seconds a frame on one core, `zf-compressed` at `tuned` (docs/performance.md, whole trackers). */
export const measuredSecondsPerFrame: Readonly<Record<string, number>> = {
  Ours_softmax: 2.127,
  'two branches': 2.104,
  'three branches': 2.09,
  Ours_ensemble: 2.413,
};

/** A repetition is slower or faster than the mean by so much, as a share of it. */
const spread = 0.05;

const baselineRepetitions = 15;

/**
 * The measured trackers on a challenge of VOT2016's size (60 sequences), baseline fifteen times and one pass.
 * @param seed names the chance of the runs' times
 * @param speed how much faster a worker is than the core that was measured
 */
export function challengeRuns(seed: number, speed: number): SimulatedSeries[] {
  return Object.entries(measuredSecondsPerFrame).flatMap(([tracker, secondsPerFrame]) =>
    challengeLengths.flatMap((frames, index) => {
      const random = randomFrom('simulated runs', seed, tracker, index);
      const once = (): number => (frames * secondsPerFrame * Math.max(0.5, 1 + spread * random.gaussian())) / speed;
      return [
        { frames, seconds: Array.from({ length: baselineRepetitions }, once) },
        { frames, seconds: [once()] },
      ];
    }),
  );
}

/**
 * The runs of a workspace as long as they took there.
 * @param speed how much faster a worker is than what did them
 * @throws InputError for a workspace without times
 */
export async function workspaceRuns(workspace: string, speed: number): Promise<SimulatedSeries[]> {
  const root = resultsFolder(workspace);
  const series: SimulatedSeries[] = [];
  for (const tracker of await foldersOf(root)) {
    for (const experiment of experimentNames) {
      for (const sequence of await foldersOf(join(root, tracker, experiment))) {
        const folder = join(root, tracker, experiment, sequence);
        const files = (await readdir(folder)).filter((name) => name.endsWith('_time.value')).toSorted();
        const times = await Promise.all(
          files.map(async (file) => parseFrameValues(await readFile(join(folder, file), 'utf8'), join(folder, file))),
        );
        if (times.length === 0) continue;
        // Skipped frames have no time.
        const seconds = times.map((one) => one.reduce((sum, value) => sum + (value > 0 ? value : 0), 0) / speed);
        series.push({ frames: times[0]!.length, seconds });
      }
    }
  }
  if (series.length > 0) return series;
  throw new InputError('missing times: no run of the workspace has any', root);
}

async function foldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
