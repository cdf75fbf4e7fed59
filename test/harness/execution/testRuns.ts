import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frameAt } from '../../../datasets/frames.ts';
import { rectangle } from '../../../datasets/region.ts';
import type { Sequence } from '../../../datasets/sequence.ts';
import { trajectory } from '../../../datasets/trajectory.ts';
import {
  coordinate,
  type CoordinatorOptions,
  type Outcome,
  type RunObserver,
} from '../../../harness/execution/coordinator.ts';
import { type CrewOptions, crewExecutor } from '../../../harness/execution/crew/crew.ts';
import { inProcessExecutor } from '../../../harness/execution/inProcess.ts';
import type { Executor, SeriesPlan } from '../../../harness/execution/job.ts';
import type { PlannedWorkers } from '../../../harness/execution/planWorkers.ts';
import { resultsFolder } from '../../../results/store.ts';
import { type NetworkSettings, networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';
import type { TrackerSpecification } from '../../../trackers/specification/specification.ts';
import { testTrackerEntry } from './testTrackers.mjs';

export function stillSequence(name: string, length: number): Sequence {
  return {
    name,
    length,
    width: 100,
    height: 100,
    groundTruth: trajectory(Array.from({ length }, () => rectangle(40, 40, 20, 20))),
    tags: {},
    framePaths: Array.from({ length }, (_, index) => `/frames/${index}.jpg`),
  };
}

export function inProcess(): Executor {
  return inProcessExecutor({
    trackerEntry: testTrackerEntry,
    frameAt,
    clock: () => performance.now(),
    networks: networkEnvironment(testNetworks),
  });
}

/** No test of the executors computes with networks. */
export const testNetworks: NetworkSettings = { device: 'cpu', cache: 'none' };

/** A tracker of the tests by its name. */
export const named = (tracker: string): TrackerSpecification => ({ label: tracker, tracker });

/** Worker of the pool that has the trackers of the tests. */
export const testWorker = new URL('./testWorker.mjs', import.meta.url);

/** Worker processes with the trackers of the tests. */
export function crew(workers: number, options: Partial<CrewOptions & PlannedWorkers> = {}): Executor {
  const planned: PlannedWorkers = {
    workers: Array.from({ length: workers }, () => ({ device: 'cpu' })),
    memoryBytes: 1e9,
    notes: [],
    ...options,
  };
  const processFile = new URL('../../../dist/harness/execution/crew/memberProcess.js', import.meta.url);
  return crewExecutor(planned, { cache: 'none', workerFile: testWorker, processFile, ...options });
}

/** Does a plan with an executor and closes it; `events` hears what the observer hears, a line each. */
export async function carryOut(
  plan: readonly SeriesPlan[],
  workspace: string,
  executor: Executor = inProcess(),
  events: string[] = [],
  onEvent: (event: string) => void = () => {},
  options: Partial<CoordinatorOptions> = {},
): Promise<Outcome> {
  const note = (event: string): void => {
    events.push(event);
    onEvent(event);
  };
  const observer: RunObserver = {
    planned: (runs, frames) => note(`planned ${runs} runs, ${frames} frames`),
    stored: ({ tracker, sequence, repetition }) => note(`stored ${tracker} ${sequence} ${repetition}`),
    failed: ({ tracker, sequence, repetition }, { message }) =>
      note(`failed ${tracker} ${sequence} ${repetition}: ${message}`),
    damaged: ({ tracker, sequence, repetition }) => note(`damaged ${tracker} ${sequence} ${repetition}`),
    failedForNow: ({ tracker, sequence, repetition }, { kind }) =>
      note(`again ${tracker} ${sequence} ${repetition}: ${kind}`),
    elsewhere: ({ tracker, sequence, repetition }) => note(`elsewhere ${tracker} ${sequence} ${repetition}`),
  };
  try {
    return await coordinate(plan, {
      workspace,
      convention: 'vot2016',
      seed: 0,
      openExecutor: async () => executor,
      observer,
      now: () => Date.now(),
      ...options,
    });
  } finally {
    await executor.close();
  }
}

/** All stored files but those of times, which differ from run to run, with their contents. */
export async function storedFiles(workspace: string): Promise<Record<string, string>> {
  const root = resultsFolder(workspace);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.includes('_time.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.slice(root.length + 1), await readFile(file, 'utf8')] as const)),
  );
}
