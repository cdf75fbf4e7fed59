import { z } from 'zod';
import type { Trajectory } from '../datasets/trajectory.ts';

/** How a tracker is run: supervised with re-initialisation, or one pass. VOT's names, which are also folder names. */
export const experimentNames = ['baseline', 'unsupervised'] as const;

export type ExperimentName = (typeof experimentNames)[number];

/** All repetitions of a tracker on a sequence in an experiment: what shares a folder of the store. */
export interface RunSeries {
  readonly tracker: string;
  readonly experiment: ExperimentName;
  readonly sequence: string;
}

/** One run: the unit of work, of storage and of resumption. */
export interface RunKey extends RunSeries {
  /** From 1. */
  readonly repetition: number;
}

/** A run as files of the workspace have it. */
export const runKeySchema = z.object({
  tracker: z.string(),
  experiment: z.enum(experimentNames),
  sequence: z.string(),
  repetition: z.int().positive(),
});

/** What a run gives: one entry a frame in each. */
export interface RunOutput {
  readonly trajectory: Trajectory;
  /** Seconds the tracker took for the frame; NaN where it saw none. */
  readonly timesInSeconds: Float64Array;
  /** The tracker's own confidence; NaN where it said none. */
  readonly confidences: Float64Array;
  /** What else the tracker said, by its own names: a text a frame, empty where it said none. */
  readonly properties?: Readonly<Record<string, readonly string[]>>;
}

/** The run in words, for messages. */
export function describeRun({ tracker, experiment, sequence, repetition }: RunKey): string {
  return `${tracker} ${experiment} ${sequence} repetition ${repetition}`;
}
