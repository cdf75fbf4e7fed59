/** @file A run as it is sent to other machines: plain data that says everything the result depends on, so that it can be checked there. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { bytesChecksum, fileChecksum } from '../../datasets/download/checksum.ts';
import { overlapConventions } from '../../datasets/overlap/convention.ts';
import { exactNumber, formatTrajectory } from '../../datasets/regionText.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import { experimentNames } from '../../results/run.ts';
import type { NetworkIdentity } from '../../results/trackerConfiguration.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import type { Job } from '../execution/job.ts';

const sequenceSchema = z.strictObject({
  name: z.string(),
  length: z.int().positive(),
  /** SHA-256 of the regions as text. */
  groundTruth: z.string(),
  /** SHA-256 of the first image's file. */
  firstFrame: z.string(),
});

export const sentRunSchema = z.strictObject({
  /** Version of the program that planned the run. */
  program: z.string(),
  tracker: z.strictObject({
    label: z.string(),
    tracker: z.string(),
    configuration: z.record(z.string(), z.unknown()).optional(),
    external: z.record(z.string(), z.unknown()).optional(),
  }),
  /** Fingerprint of the tracker's backbone with its weights; none for a tracker without networks. */
  weights: z.string().optional(),
  /** Which normalisation its map has, where it has one. */
  normalization: z.string().optional(),
  experiment: z.enum(experimentNames),
  sequence: sequenceSchema,
  repetition: z.int().positive(),
  convention: z.enum(overlapConventions),
  seed: z.int().nonnegative(),
  /** Where the dataset is at the place that planned the run; elsewhere it may be found by its name. */
  dataset: z.strictObject({ name: z.string(), path: z.string() }),
});

/** What makes a sequence the same at two places. */
export type SequenceIdentity = Readonly<z.infer<typeof sequenceSchema>>;

export type SentRun = Readonly<z.infer<typeof sentRunSchema>>;

/** What all runs of a command share. */
export interface SenderContext {
  readonly program: string;
  readonly dataset: SentRun['dataset'];
  /** By the tracker's label. */
  readonly networks: ReadonlyMap<string, NetworkIdentity>;
}

/** Of a sequence whose frames are here. Images beyond the first are not read: that would take as long as a tracker. */
export async function sequenceIdentity(sequence: Sequence): Promise<SequenceIdentity> {
  const { name, length, groundTruth, framePaths } = sequence;
  return {
    name,
    length,
    groundTruth: bytesChecksum(Buffer.from(formatTrajectory(groundTruth, exactNumber)), 'sha256'),
    firstFrame: await fileChecksum(framePaths![0]!, 'sha256'),
  };
}

/** Makes runs of jobs; each sequence is looked at once. */
export function runSender({ program, dataset, networks }: SenderContext): (job: Job) => Promise<SentRun> {
  const identities = new WeakMap<Sequence, Promise<SequenceIdentity>>();
  return async ({ tracker, experiment, sequence, repetition, convention, seed }) => {
    let identity = identities.get(sequence);
    if (identity === undefined) identities.set(sequence, (identity = sequenceIdentity(sequence)));
    return {
      program,
      tracker,
      ...networks.get(tracker.label),
      experiment,
      sequence: await identity,
      repetition,
      convention,
      seed,
      dataset,
    };
  };
}

/** The run as executors take it, once its sequence was found. */
export function receivedJob(run: SentRun, sequence: Sequence, logFolder: string | undefined): Job {
  return {
    tracker: run.tracker as TrackerSpecification,
    experiment: run.experiment,
    sequence,
    repetition: run.repetition,
    convention: run.convention,
    seed: run.seed,
    ...(logFolder === undefined ? {} : { logFolder }),
  };
}

/** The same for two runs exactly when they give the same result. Where the dataset is does not matter. */
export function runIdentity({ dataset: _place, ...run }: SentRun): string {
  return `run-${createHash('sha256').update(JSON.stringify(run)).digest('hex').slice(0, 40)}`;
}
