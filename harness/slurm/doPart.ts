/** @file What a task of a cluster does: every n-th run of a file, stored into the shared workspace. */
import { InputError } from '../../datasets/inputError.ts';
import { describeRun } from '../../results/run.ts';
import { findRun, storeRun } from '../../results/store.ts';
import { type Executor, runOf } from '../execution/job.ts';
import { failureOf } from '../execution/executeJob.ts';
import { checkStillPlanned } from '../execution/ownConfiguration.ts';
import type { Receiver } from '../queue/receiveRun.ts';
import { finishedRuns, type PartResult, readRuns, writeResult } from './runsFile.ts';

export interface PartOptions {
  /** File of the runs. */
  readonly file: string;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
  readonly workspace: string;
  readonly receiver: Receiver;
  readonly executor: Executor;
  readonly say: (text: string) => void;
}

export interface PartOutcome {
  readonly stored: number;
  readonly failed: number;
  /** Not begun, or stopped. */
  readonly left: number;
}

/**
 * Does the runs of a part that are not through yet: a task that a scheduler starts again goes on where it was.
 * @throws InputError when the file cannot be read or the workspace not be written
 */
export async function doPart({
  file,
  part,
  parts,
  workspace,
  receiver,
  executor,
  say,
}: PartOptions): Promise<PartOutcome> {
  const runs = await readRuns(file);
  const finished = await finishedRuns(file);
  const mine = [...runs.keys()].filter((index) => index % parts === part - 1 && !finished.has(index));
  let stored = 0;
  let failed = 0;
  let left = 0;
  const inFlight = async (): Promise<void> => {
    for (let index = mine.shift(); index !== undefined; index = mine.shift()) {
      const result = await doOne(runs[index]);
      if (result === undefined) left++;
      else {
        await writeResult(file, index, result);
        if (result.state === 'stored') stored++;
        else failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: executor.workers }, inFlight));
  return { stored, failed, left };

  /** Undefined when it was stopped. */
  async function doOne(data: unknown): Promise<PartResult | undefined> {
    let job;
    try {
      job = await receiver.receive(data);
    } catch (error) {
      // No other task would fare better, since they share the folders.
      return failedBy(error);
    }
    const run = runOf(job);
    const name = describeRun(run);
    if ((await findRun(workspace, run, job.sequence.length)).state === 'stored') {
      return { state: 'stored', notices: [] };
    }
    const result = await executor.execute(job);
    switch (result.state) {
      case 'stopped':
        return undefined;
      case 'failed':
        say(`failed: ${name}: ${result.failure.message}`);
        return result;
      case 'done':
        try {
          await checkStillPlanned(workspace, job);
        } catch (error) {
          return failedBy(error);
        }
        await storeRun(workspace, run, result.output);
        break;
      case 'stored':
        break;
    }
    say(`done: ${name}`);
    const { notices, ran } = result;
    return { state: 'stored', notices: [...notices], ...(ran === undefined ? {} : { ran }) };
  }

  function failedBy(error: unknown): PartResult {
    if (!(error instanceof InputError)) throw error;
    say(`failed: ${error.message}`);
    return { state: 'failed', failure: failureOf(error) };
  }
}
