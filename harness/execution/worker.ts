/** @file What a worker thread of the pool does: one job after the other, each on a single thread. */
import { workerData } from 'piscina';
import { frameAt } from '../../datasets/frames.ts';
import { trackerEntry } from '../../trackers/registry.ts';
import { executeJob } from './executeJob.ts';
import type { Job, JobResult } from './job.ts';
import { countFrames, type SharedControl, stopSignalOf } from './sharedControl.ts';

const control = workerData as SharedControl;
const signal = stopSignalOf(control);

/** Nothing to do: that it can be called says that this module could be loaded. */
export function load(): void {}

export default function execute(job: Job): Promise<JobResult> {
  return executeJob(job, {
    trackerEntry,
    frameAt,
    clock: () => performance.now(),
    signal,
    onFrames: (count) => countFrames(control, count),
  });
}
