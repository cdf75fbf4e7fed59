// The pool's worker with the trackers of testTrackers.mjs in place of the registry's.
import { workerData } from 'piscina';
import { frameAt } from '../../../dist/datasets/frames.js';
import { executeJob } from '../../../dist/harness/execution/executeJob.js';
import { countFrames, stopSignalOf } from '../../../dist/harness/execution/sharedControl.js';
import { testTrackerEntry } from './testTrackers.mjs';

export function load() {}

export default (job) =>
  executeJob(job, {
    trackerEntry: testTrackerEntry,
    frameAt,
    clock: () => performance.now(),
    signal: stopSignalOf(workerData.control),
    onFrames: (count) => countFrames(workerData.control, count),
  });
