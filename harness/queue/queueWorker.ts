/**
 * @file Works off the queue of runs on one machine. BullMQ gives each run to one worker at a time and takes it away from
 * a worker that goes silent; what this worker cannot do (another dataset, missing weights) it gives back, and leaves.
 */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { type Job as QueuedJob, WaitingError, Worker } from 'bullmq';
import { bytesChecksum } from '../../datasets/download/checksum.ts';
import { InputError } from '../../datasets/inputError.ts';
import type { Ran } from '../../results/journal/journalEvent.ts';
import { describeRun } from '../../results/run.ts';
import { findRun, storeRun, trajectoryFile } from '../../results/store.ts';
import { type Executor, type Failure, type Job, runOf } from '../execution/job.ts';
import { failureOf } from '../execution/executeJob.ts';
import { checkStillPlanned } from '../execution/ownConfiguration.ts';
import { formatDuration } from '../terminal/duration.ts';
import { connectRedis } from './connectRedis.ts';
import { type FinishedRun, packRun, unpackRun } from './packedRun.ts';
import { addressText, type QueueAddress } from './queueAddress.ts';
import {
  agreeOnProtocol,
  type Finished,
  keptSeconds,
  keyPrefix,
  limits,
  queueName,
  resultKey,
} from './queueProtocol.ts';
import type { Receiver } from './receiveRun.ts';

export interface QueueWorkerOptions {
  readonly address: QueueAddress;
  readonly receiver: Receiver;
  /** Opened when the server has answered; closed by the worker. */
  readonly openExecutor: () => Promise<Executor>;
  /** A workspace that is shared with the one who planned the runs: they are stored there and not sent through Redis. */
  readonly workspace?: string;
  /** How long a worker may be silent before its runs are given to others. */
  readonly takeoverSeconds: number;
  readonly say: (text: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface QueueWorker {
  /** Resolves when the worker has left the queue, with why where it was not told to. */
  readonly left: Promise<InputError | undefined>;
  /** Gives back the runs in flight at their next frame, and leaves. */
  leave(): void;
  /** Runs that were done here. */
  runsDone(): number;
}

const leavingMs = 10_000;

/** @throws InputError when the server cannot be reached or speaks another protocol, or the executor cannot be opened */
export async function queueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const { address, receiver, openExecutor, workspace, takeoverSeconds, say, now } = options;
  const where = addressText(address);
  const client = await connectRedis(address, {
    lost: () => say(`lost the connection to ${where}; runs in flight go on, and it is tried again`),
    back: () => say(`connected to ${where} again`),
  });
  let executor: Executor;
  try {
    await agreeOnProtocol(client, address);
    executor = await openExecutor();
  } catch (error) {
    client.disconnect();
    throw error;
  }
  let runsDone = 0;
  let isLeaving = false;
  let refusal: InputError | undefined;
  let end!: (reason: InputError | undefined) => void;
  const left = new Promise<InputError | undefined>((resolve) => {
    end = resolve;
  });
  const worker = new Worker<unknown, Finished>(queueName, doRun, {
    connection: client,
    prefix: keyPrefix,
    name: `${hostname()}-${process.pid}`,
    concurrency: executor.workers,
    lockDuration: takeoverSeconds * 1000,
    stalledInterval: takeoverSeconds * 500,
    maxStalledCount: limits.takeovers,
    maxStartedAttempts: limits.starts,
    // Where a server that was away has forgotten the waiting ones, they ask again after so long.
    drainDelay: 5,
    runRetryDelay: 1000,
  });
  worker.on('error', (error) => {
    // What the connection suffers is said by its observer.
    if (client.status === 'ready' && !isLeaving) say(`note: ${error.message}`);
  });
  worker.on('stalled', (id) => say(`taken over from a worker that went silent: ${id}`));
  const count = executor.workers === 1 ? 'one run' : `${executor.workers} runs`;
  say(`working off ${where}, ${count} at a time; Ctrl-C gives back what is in flight`);
  return { left, leave, runsDone: () => runsDone };

  function leave(): void {
    if (isLeaving) return;
    isLeaving = true;
    executor.stop();
    void disconnect().finally(() => end(refusal));
  }

  async function disconnect(): Promise<void> {
    // Without a connection nothing can be given back; others take over what is in flight here.
    await Promise.race([worker.close(), wait(leavingMs, undefined, { ref: false })]);
    client.disconnect();
    worker.disconnect().catch(() => {});
    await executor.close();
  }

  async function doRun(queued: QueuedJob, token?: string): Promise<Finished> {
    if (isLeaving) return giveBack(queued, token);
    const id = queued.id!;
    let job: Job;
    try {
      job = await receiver.receive(queued.data);
      const earlier = await findFinished(id, job);
      if (earlier !== undefined) return earlier;
    } catch (error) {
      return refuse(error, queued, token);
    }
    const name = describeRun(runOf(job));
    const startMs = now();
    const result = await executor.execute(job);
    const took = formatDuration((now() - startMs) / 1000);
    switch (result.state) {
      case 'stopped':
        say(`given back: ${name}`);
        return giveBack(queued, token);
      case 'failed':
        say(`failed: ${name}: ${result.failure.message}`);
        throw asError(result.failure, result.ran);
      case 'stored':
        throw new Error(`an executor of this machine stores nothing: ${name}`);
      case 'done': {
        if (workspace !== undefined) {
          await checkStillPlanned(workspace, job).catch((error: unknown) => {
            const failure = failureOf(error);
            say(`failed: ${name}: ${failure.message}`);
            throw asError(failure, result.ran);
          });
        }
        let finished: Finished;
        try {
          finished = await keep(id, job, result);
        } catch (error) {
          return refuse(error, queued, token);
        }
        runsDone++;
        say(`done: ${name} in ${took}`);
        return finished;
      }
    }
  }

  async function keep(id: string, job: Job, result: FinishedRun): Promise<Finished> {
    if (workspace === undefined) {
      await client.set(resultKey(id), packRun(result), 'EX', keptSeconds);
      return { kept: 'redis' };
    }
    const { output, notices, ran } = result;
    await storeRun(workspace, runOf(job), output);
    const trajectory = await storedChecksum(job, workspace);
    return { kept: 'folder', trajectory, notices: [...notices], ...(ran === undefined ? {} : { ran }) };
  }

  /** What a worker that lost its hold on the run may have left; the run need not be done again. */
  async function findFinished(id: string, job: Job): Promise<Finished | undefined> {
    const { length } = job.sequence;
    if (workspace !== undefined) {
      if ((await findRun(workspace, runOf(job), length)).state !== 'stored') return undefined;
      return { kept: 'folder', trajectory: await storedChecksum(job, workspace), notices: [] };
    }
    const bytes = await client.getBuffer(resultKey(id));
    if (bytes === null) return undefined;
    try {
      unpackRun(bytes, length, id);
      return { kept: 'redis' };
    } catch {
      return undefined;
    }
  }

  /** The run is fine and this machine is not: others get the run, and this worker leaves. */
  function refuse(error: unknown, queued: QueuedJob, token: string | undefined): Promise<Finished> {
    if (!(error instanceof InputError)) throw error;
    refusal ??= error;
    leave();
    return giveBack(queued, token);
  }

  async function giveBack(queued: QueuedJob, token: string | undefined): Promise<Finished> {
    await queued.moveToWait(token);
    throw new WaitingError();
  }
}

async function storedChecksum(job: Job, workspace: string): Promise<string> {
  return bytesChecksum(await readFile(trajectoryFile(workspace, runOf(job))), 'sha256');
}

/** BullMQ keeps the message and the stack of what is thrown. */
function asError({ message, kind, details }: Failure, ran: Ran | undefined): Error {
  const error = new Error(message);
  error.stack = JSON.stringify({ kind, details, ran });
  return error;
}
