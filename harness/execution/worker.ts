/** @file What a worker thread of the pool does: one job after the other, each on a single thread. */
import { workerData } from 'piscina';
import { networkEnvironment } from '../../trackers/online/networkEnvironment.ts';
import { frameAt } from '../../datasets/frames.ts';
import { trackerEntry } from '../../trackers/registry.ts';
import { executeJob } from './executeJob.ts';
import type { Job, JobResult } from './job.ts';
import { countFrames, stopSignalOf, type WorkerSettings } from './sharedControl.ts';

const { control, networks: settings } = workerData as WorkerSettings;
const networks = networkEnvironment(settings);
const signal = stopSignalOf(control);

/** Nothing to do: that it can be called says that this module could be loaded. */
export function load(): void {}

/** Frees engines and graphs before the thread ends. */
export const free = (): Promise<void> => networks.dispose();

export default function execute(job: Job): Promise<JobResult> {
  return executeJob(job, {
    trackerEntry,
    networks,
    device: settings.device,
    frameAt,
    clock: () => performance.now(),
    signal,
    onFrames: (count) => countFrames(control, count),
  });
}
