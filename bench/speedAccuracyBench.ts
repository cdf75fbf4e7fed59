/** @file Whole trackers on real sequences: what a frame costs against how well it is followed, by preset, backbone and engine. */
import { homedir } from 'node:os';
import { frameAt } from '../datasets/frames.ts';
import { InputError } from '../datasets/inputError.ts';
import { analyticOverlap } from '../datasets/overlap/analyticOverlap.ts';
import { openDataset } from '../datasets/readers/openDataset.ts';
import { randomFrom } from '../datasets/random.ts';
import type { Sequence } from '../datasets/sequence.ts';
import { regionAt } from '../datasets/trajectory.ts';
import { runUnsupervised } from '../harness/experiments/unsupervised.ts';
import { reportFiles } from '../reports/reportFiles.ts';
import { mean } from '../results/analysis/mean.ts';
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
  const { sequences, devices, repetitions, out } = options;
  const dataset = await openDataset(options.dataset, sequences === undefined ? {} : { sequences });
  // A mistake is said before anything is measured.
  const entries = entriesOf(options);
  const environments = devices.map(environmentOn);
  const points: SpeedAccuracyPoint[] = [];
  const titles = dataset.sequences.map(({ name }) => name);
  const lines = [['overlap', 'ms a frame', 'ratio', ...titles, 'tracker'].join('  ')];
  for (const networks of environments) {
    const { name, device } = await networks.engine();
    for (const { entry, ...about } of entries) {
      const { overlaps, msAFrame } = await followAll(dataset.sequences, entry, networks, repetitions);
      const point = { ...about, engine: `${name} ${device}`, overlap: mean(overlaps) ?? NaN, msAFrame };
      points.push(point);
      const figures = [point.overlap.toFixed(3), msAFrame.toFixed(0), (msAFrame / points[0]!.msAFrame).toFixed(2)];
      const title = `${point.tracker}, ${point.preset}, ${point.backbone} on ${point.engine}`;
      lines.push([...figures, ...overlaps.map((value) => value.toFixed(3)), title].join('  '));
      // The whole takes long; what is known is said at once.
      console.error(lines.at(-1));
    }
    await networks.dispose();
  }
  const files = reportFiles(out);
  await files.file('speedAccuracy.json', `${JSON.stringify(points, null, 2)}\n`);
  const passes = `${repetitions} ${repetitions === 1 ? 'repetition' : 'repetitions'}`;
  const subtitle = `${titles.join(', ')}; ${passes}, the first frame’s training included.`;
  await files.chart('speedAccuracy', speedAccuracyChart(points, [subtitle]));
  return lines.join('\n');
}

/** Each tracker with each backbone and preset. */
function entriesOf({ trackers, presets, backbones }: SpeedAccuracyOptions) {
  return backbones.flatMap((backbone) =>
    presets.flatMap((preset) =>
      splitSpecifications(trackers).map((tracker) => ({
        tracker,
        preset,
        backbone,
        entry: trackerEntry(specificationOf(parseNamedTracker(tracker), { preset, backbone })),
      })),
    ),
  );
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

/** The mean overlap of each sequence, over its frames but the first, and what a frame costs. */
async function followAll(
  sequences: readonly Sequence[],
  entry: TrackerEntry,
  networks: NetworkEnvironment,
  repetitions: number,
): Promise<{ readonly overlaps: readonly number[]; readonly msAFrame: number }> {
  const overlaps: number[] = [];
  const before = process.cpuUsage();
  for (const sequence of sequences) {
    const ofFrames: number[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      ofFrames.push(...(await follow(sequence, entry, networks, repetition)));
    }
    overlaps.push(mean(ofFrames) ?? NaN);
  }
  const { user, system } = process.cpuUsage(before);
  const frames = repetitions * sequences.reduce((sum, { length }) => sum + length, 0);
  return { overlaps, msAFrame: (user + system) / 1000 / frames };
}

/** The overlaps of one pass, seeded as `run` does it, so that the trajectory is the one that it stores. */
async function follow(
  sequence: Sequence,
  entry: TrackerEntry,
  networks: NetworkEnvironment,
  repetition: number,
): Promise<number[]> {
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
  return Array.from({ length: sequence.length - 1 }, (_, index) =>
    analyticOverlap(regionAt(trajectory, index + 1), regionAt(sequence.groundTruth, index + 1)),
  );
}
