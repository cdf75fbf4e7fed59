/** @file What happened in a run frame by frame: what the report shows of a sequence. */
import { imageBounds } from '../datasets/overlap/bounds.ts';
import type { OverlapConvention } from '../datasets/overlap/convention.ts';
import { code, type Region } from '../datasets/region.ts';
import type { Dataset, Sequence } from '../datasets/sequence.ts';
import { codeAt, regionAt } from '../datasets/trajectory.ts';
import { frameOverlaps } from './analysis/frameOverlaps.ts';
import { openTrackers } from './openTrackers.ts';
import { readTrajectory } from './readTracker.ts';
import type { TrackerFiles } from './resultsLayout.ts';
import { type ExperimentName, experimentNames } from './run.ts';

/** The first stored repetition of one tracker on one sequence. */
export interface Timeline {
  readonly tracker: string;
  /** From 1. */
  readonly repetition: number;
  /** With the ground truth, a frame each; NaN where either has no region. */
  readonly overlaps: Float32Array;
  /** Frames at which it failed, from 0, ascending. */
  readonly failures: readonly number[];
  /** What it said at the frames asked for. */
  readonly regions: readonly Region[];
}

export interface SequenceTimelines {
  readonly sequence: string;
  /** Number of frames. */
  readonly frames: number;
  /** Trackers with a stored run, in the order asked for. */
  readonly experiments: Readonly<Record<ExperimentName, readonly Timeline[]>>;
}

export interface TimelineOptions {
  readonly dataset: Dataset;
  /** Results folders and zip archives, of one tracker or many. */
  readonly sources: readonly string[];
  readonly trackers: readonly string[];
  readonly convention: OverlapConvention;
  /** Frames, from 0, whose regions are wanted. */
  readonly framesOf: (sequence: Sequence) => readonly number[];
}

/**
 * Reads the first repetition of every run, a sequence at a time in the dataset's order.
 * @throws InputError for missing or damaged results
 */
export async function* readTimelines(options: TimelineOptions): AsyncGenerator<SequenceTimelines> {
  const opened = await openTrackers(options.sources);
  try {
    const files = options.trackers.flatMap((name) => opened.trackers.filter(({ tracker }) => tracker === name));
    for (const sequence of options.dataset.sequences) {
      const [baseline, unsupervised] = await Promise.all(
        experimentNames.map((experiment) => timelinesOf(files, sequence, experiment, options)),
      );
      yield {
        sequence: sequence.name,
        frames: sequence.length,
        experiments: { baseline: baseline!, unsupervised: unsupervised! },
      };
    }
  } finally {
    opened.close();
  }
}

async function timelinesOf(
  files: readonly TrackerFiles[],
  sequence: Sequence,
  experiment: ExperimentName,
  { convention, framesOf }: TimelineOptions,
): Promise<Timeline[]> {
  const timelines: Timeline[] = [];
  for (const { tracker, source, experiments } of files) {
    const runs = experiments[experiment].get(sequence.name)?.runs ?? new Map<number, string>();
    const [repetition] = [...runs.keys()].toSorted((a, b) => a - b);
    if (repetition === undefined) continue;
    const trajectory = await readTrajectory(source, runs.get(repetition)!, sequence);
    timelines.push({
      tracker,
      repetition,
      overlaps: frameOverlaps(trajectory, sequence.groundTruth, imageBounds(sequence), convention),
      failures: Array.from({ length: sequence.length }, (_, frame) => frame).filter(
        (frame) => codeAt(trajectory, frame) === code.failure,
      ),
      regions: framesOf(sequence).map((frame) => regionAt(trajectory, frame)),
    });
  }
  return timelines;
}
