/** @file Whole trackers on real sequences: what a frame costs against how well it is followed, by preset, backbone and engine. */
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { frameAt } from '../datasets/frames.ts';
import { InputError } from '../datasets/inputError.ts';
import { analyticOverlap } from '../datasets/overlap/analyticOverlap.ts';
import { openDataset } from '../datasets/readers/openDataset.ts';
import { randomFrom } from '../datasets/random.ts';
import type { Sequence } from '../datasets/sequence.ts';
import { regionAt } from '../datasets/trajectory.ts';
import { runUnsupervised } from '../harness/experiments/unsupervised.ts';
import { chartPng } from '../reports/figures/chartPng.ts';
import { chartSvg } from '../reports/figures/chartSvg.ts';
import { parseDevice } from '../trackers/network/engines/device.ts';
import { cacheFolder } from '../trackers/network/weights/cacheFolder.ts';
import { type NetworkEnvironment, networkEnvironment } from '../trackers/online/networkEnvironment.ts';
import { trackerEntry } from '../trackers/registry.ts';
import {
  parseNamedTracker,
  specificationOf,
  splitSpecifications,
} from '../trackers/specification/parseSpecification.ts';
import type { TrackerEntry } from '../trackers/tracker.ts';
import { type SpeedAccuracyPoint, speedAccuracyChart } from './speedAccuracyChart.ts';

export interface SpeedAccuracyOptions {
  /** Folder of sequences, and those of them that are taken. */
  readonly dataset: string;
  readonly sequences?: readonly string[];
  /** As `run` takes them. */
  readonly trackers: string;
  readonly presets: readonly string[];
  readonly backbones: readonly string[];
  readonly devices: readonly string[];
  /** First seeds of `run`, its repetitions. */
  readonly repetitions: number;
  /** Gets the points as JSON and the chart. */
  readonly out: string;
}

/**
 * A line for each tracker, preset, backbone and device; each frame's processor time beside the first one's.
 * @throws InputError for a dataset, tracker, preset, backbone or device that is not there
 */
export async function speedAccuracyBench(options: SpeedAccuracyOptions): Promise<string> {
  const { sequences, repetitions } = options;
  const dataset = await openDataset(options.dataset, sequences === undefined ? {} : { sequences });
  const points: SpeedAccuracyPoint[] = [];
  const titles = dataset.sequences.map(({ name }) => name);
  const lines = [['overlap', 'ms a frame', 'ratio', ...titles, 'tracker'].join('  ')];
  for (const device of options.devices) {
    const networks = environmentOn(device);
    const engine = await networks.engine();
    const where = `${engine.name} ${engine.device}`;
    for (const backbone of options.backbones) {
      for (const preset of options.presets) {
        for (const text of splitSpecifications(options.trackers)) {
          const specification = specificationOf(parseNamedTracker(text), { preset, backbone });
          const entry = trackerEntry(specification);
          const runs: FollowedRun[] = [];
          for (const sequence of dataset.sequences) {
            for (let repetition = 1; repetition <= repetitions; repetition++) {
              runs.push(await follow(sequence, entry, networks, repetition));
            }
          }
          const own = titles.map((title) => mean(runs.filter(({ sequence }) => sequence === title).map(overlapOf)));
          const frames = runs.reduce((sum, run) => sum + run.frames, 0);
          const msAFrame = runs.reduce((sum, run) => sum + run.processorMs, 0) / frames;
          points.push({ tracker: text, preset, backbone, engine: where, overlap: mean(own), msAFrame });
          const ratio = msAFrame / points[0]!.msAFrame;
          const overlaps = own.map((value) => value.toFixed(3));
          const name = `${text}, ${preset}, ${backbone} on ${where}`;
          const figures = [mean(own).toFixed(3), msAFrame.toFixed(0), ratio.toFixed(2), ...overlaps, name];
          lines.push(figures.join('  '));
          // The whole takes long; what is known is said at once.
          console.error(lines.at(-1));
        }
      }
    }
    await networks.dispose();
  }
  await writeChart(options, points, dataset.sequences);
  return lines.join('\n');
}

function environmentOn(text: string): NetworkEnvironment {
  const device = parseDevice(text);
  if (device === 'auto')
    throw new InputError(`invalid device: ${text}`, '--devices', 'name each one, as in cpu,webgpu');
  return networkEnvironment({
    device,
    cache: cacheFolder({ environment: process.env, platform: process.platform, home: homedir(), chosen: undefined }),
  });
}

interface FollowedRun {
  readonly sequence: string;
  readonly overlap: number;
  readonly frames: number;
  readonly processorMs: number;
}

/** One pass over a sequence, seeded as `run` does it, so that the trajectory is the one that it stores. */
async function follow(
  sequence: Sequence,
  entry: TrackerEntry,
  networks: NetworkEnvironment,
  repetition: number,
): Promise<FollowedRun> {
  const before = process.cpuUsage();
  const { trajectory } = await runUnsupervised(
    sequence,
    () =>
      entry.create({
        random: randomFrom(entry.name, 'unsupervised', sequence.name, repetition, 0),
        networks,
        notice: console.error,
      }),
    {
      convention: 'vot2016',
      clock: () => performance.now(),
      frameAt,
      decode: true,
      signal: new AbortController().signal,
    },
  );
  const { user, system } = process.cpuUsage(before);
  const overlaps = Array.from({ length: sequence.length - 1 }, (_, index) =>
    analyticOverlap(regionAt(trajectory, index + 1), regionAt(sequence.groundTruth, index + 1)),
  );
  return {
    sequence: sequence.name,
    overlap: mean(overlaps),
    frames: sequence.length,
    processorMs: (user + system) / 1000,
  };
}

function overlapOf({ overlap }: { readonly overlap: number }): number {
  return overlap;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function writeChart(
  { out, repetitions }: SpeedAccuracyOptions,
  points: readonly SpeedAccuracyPoint[],
  sequences: readonly Sequence[],
): Promise<void> {
  const spec = speedAccuracyChart(points, [
    `${sequences.map(({ name }) => name).join(', ')}; ${repetitions} ${repetitions === 1 ? 'repetition' : 'repetitions'}, the first frame’s training included.`,
  ]);
  await mkdir(out, { recursive: true });
  const svg = await chartSvg(spec);
  await writeFile(join(out, 'speedAccuracy.json'), `${JSON.stringify(points, null, 2)}\n`);
  await writeFile(join(out, 'speedAccuracy.vl.json'), `${JSON.stringify(spec, null, 2)}\n`);
  await writeFile(join(out, 'speedAccuracy.svg'), svg);
  await writeFile(join(out, 'speedAccuracy.png'), await chartPng(svg));
}
