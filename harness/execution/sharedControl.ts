import type { NetworkSettings } from '../../trackers/online/networkEnvironment.ts';
import type { StopSignal } from '../experiments/experiment.ts';

/**
 * What the coordinator and its worker threads share while runs are in flight: whether to stop, and how many frames are
 * done. Two counters in shared memory; no message has to wait for an event loop that a tracker keeps busy.
 */
export type SharedControl = SharedArrayBuffer;

/** What a worker thread is given when it starts. */
export interface WorkerSettings {
  readonly control: SharedControl;
  readonly networks: NetworkSettings;
}

const stopFlag = 0;
const frameCounter = 1;

export function sharedControl(): SharedControl {
  return new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
}

export function stopWorkers(control: SharedControl): void {
  Atomics.store(new BigInt64Array(control), stopFlag, 1n);
}

export function framesDone(control: SharedControl): number {
  return Number(Atomics.load(new BigInt64Array(control), frameCounter));
}

export function countFrames(control: SharedControl, count: number): void {
  Atomics.add(new BigInt64Array(control), frameCounter, BigInt(count));
}

export function stopSignalOf(control: SharedControl): StopSignal {
  const counters = new BigInt64Array(control);
  return {
    get aborted() {
      return Atomics.load(counters, stopFlag) !== 0n;
    },
  };
}
