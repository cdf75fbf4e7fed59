/**
 * @file Has runs done by workers on other machines, through a BullMQ queue in Redis. What is known of a run is asked of
 * Redis whenever something may have changed, never kept here alone: so events may be lost, Redis may be restarted or
 * even forget everything, and this process may be killed. A run's name in the queue follows from what it is; the next
 * command finds it there, waiting, under way or done.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Job as QueuedJob, Queue, QueueEvents } from 'bullmq';
import { bytesChecksum } from '../../datasets/download/checksum.ts';
import { InputError } from '../../datasets/inputError.ts';
import { describeRun } from '../../results/run.ts';
import { trajectoryFile } from '../../results/store.ts';
import { type Executor, type Job, type JobResult, runOf } from '../execution/job.ts';
import { connectRedis } from './connectRedis.ts';
import { addressText, type QueueAddress } from './queueAddress.ts';
import { agreeOnProtocol, finishedSchema, keptSeconds, keyPrefix, queueName, resultKey } from './queueProtocol.ts';
import { unpackRun } from './packedRun.ts';
import { parkedFailure } from './parkedFailure.ts';
import { runIdentity, runSender, type SenderContext, type SentRun } from './runIdentity.ts';

export interface QueueExecutorOptions extends SenderContext {
  readonly address: QueueAddress;
  /** Where the runs will be stored; a worker may share it. */
  readonly workspace: string;
  readonly say: (text: string) => void;
  /** How often Redis is asked about every run, in case an event was lost. */
  readonly askEveryMs?: number;
}

/** Runs that are in the queue at a time: enough for a thousand workers, and no more than a small Redis holds. */
const runsAhead = 2000;

/** Of the longest sequences the priority is 1, which is first. */
const largestPriority = 2 ** 21 - 1;

const leavingMs = 5000;
const workersPatienceMs = 2000;
/** A file that another machine has written may be seen late. */
const folderPatienceMs = 30_000;
const damagedResultsLimit = 3;

interface Outstanding {
  readonly job: Job;
  readonly run: SentRun;
  readonly resolve: (result: JobResult) => void;
  /** Whether it is being looked up, and whether it is to be once more. */
  isAsked: boolean;
  isAskedAgain: boolean;
  damagedResults: number;
}

/** @throws InputError when the server cannot be reached or speaks another protocol */
export async function queueExecutor(options: QueueExecutorOptions): Promise<Executor> {
  const { address, say, askEveryMs = 15_000 } = options;
  const where = addressText(address);
  const client = await connectRedis(address, {
    lost: () => say(`lost the connection to ${where}; it is tried again, and workers go on meanwhile`),
    back() {
      say(`connected to ${where} again`);
      askAll();
    },
  });
  try {
    await agreeOnProtocol(client, address);
  } catch (error) {
    client.disconnect();
    throw error;
  }
  const queue = new Queue<SentRun>(queueName, { connection: client, prefix: keyPrefix });
  const events = new QueueEvents(queueName, { connection: client, prefix: keyPrefix });
  // What the connection suffers is said once, by its observer.
  queue.on('error', () => {});
  events.on('error', () => {});
  await events.waitUntilReady();
  const outstanding = new Map<string, Outstanding>();
  const send = runSender(options);
  const leaving = new Set<Promise<unknown>>();
  let framesDone = 0;
  let isStopped = false;
  const hear = ({ jobId }: { readonly jobId: string }): void => void ask(jobId);
  events.on('completed', hear);
  events.on('failed', hear);
  events.on('removed', hear);
  const timer = setInterval(() => {
    askAll();
    void sayWhetherWorkersAreThere();
  }, askEveryMs);
  const firstTimer = setTimeout(() => void sayWhetherWorkersAreThere(), workersPatienceMs);
  let isWaitingSaid = false;

  return {
    workers: runsAhead,
    async execute(job) {
      if (isStopped) return { state: 'stopped' };
      const run = await send(job);
      const id = runIdentity(run);
      const settled = new Promise<JobResult>((resolve) => {
        outstanding.set(id, { job, run, resolve, isAsked: false, isAskedAgain: false, damagedResults: 0 });
      });
      if (isStopped) return { state: 'stopped' };
      // Not waited for: without a connection it takes for ever, and a stop must not.
      begin(id, run).catch((error: unknown) => settle(id, failed(error)));
      return settled;
    },
    framesDone: () => framesDone,
    stored(job) {
      leave(send(job).then((run) => forget(runIdentity(run))));
    },
    stop() {
      isStopped = true;
      for (const [id, { resolve }] of outstanding) {
        // A run that is under way is left to its worker; its result waits in Redis for the next command.
        leave(queue.remove(id));
        resolve({ state: 'stopped' });
      }
      outstanding.clear();
    },
    async close() {
      clearInterval(timer);
      clearTimeout(firstTimer);
      await Promise.race([Promise.allSettled(leaving), wait(leavingMs, undefined, { ref: false })]);
      // Without a connection they would wait for it for ever.
      if (client.status === 'ready') await Promise.allSettled([events.close(), queue.close()]);
      else for (const one of [events, queue]) void one.disconnect().catch(() => {});
      client.disconnect();
    },
  };

  function leave(work: Promise<unknown>): void {
    const kept = work.catch(() => {}).finally(() => leaving.delete(kept));
    leaving.add(kept);
  }

  async function begin(id: string, run: SentRun): Promise<void> {
    // One that has failed is tried again: whoever asks for it wants that.
    const parked = await queue.getJob(id);
    if (parked !== undefined && (await parked.isFailed())) await parked.remove();
    if (!outstanding.has(id)) return;
    await submit(id, run);
    await ask(id);
  }

  async function submit(id: string, run: SentRun): Promise<void> {
    // One that is there already stays as it is.
    await queue.add(describeSent(run), run, {
      jobId: id,
      priority: Math.max(1, largestPriority - run.sequence.length),
      removeOnComplete: { age: keptSeconds },
      removeOnFail: { age: keptSeconds },
    });
  }

  async function forget(id: string): Promise<void> {
    await queue.remove(id);
    await client.del(resultKey(id));
  }

  function askAll(): void {
    for (const id of outstanding.keys()) void ask(id);
  }

  /** Looks a run up in Redis and does what its state asks for. */
  async function ask(id: string): Promise<void> {
    const entry = outstanding.get(id);
    if (entry === undefined) return;
    if (entry.isAsked) {
      entry.isAskedAgain = true;
      return;
    }
    entry.isAsked = true;
    try {
      do {
        entry.isAskedAgain = false;
        await lookUp(id, entry);
      } while (entry.isAskedAgain && outstanding.has(id));
    } catch (error) {
      // A connection that broke: when it is back, all runs are asked about.
      if (client.status === 'ready' && outstanding.has(id)) settle(id, failed(error));
    } finally {
      entry.isAsked = false;
    }
  }

  async function lookUp(id: string, entry: Outstanding): Promise<void> {
    const found = await queue.getJob(id);
    if (found === undefined) {
      if (isStopped) return;
      // Redis has lost it.
      await agreeOnProtocol(client, address);
      await submit(id, entry.run);
    } else if (found.finishedOn !== undefined) {
      const state = await found.getState();
      if (state === 'completed') await take(id, entry, found);
      else if (state === 'failed') settle(id, parkedFailure(found));
    }
  }

  async function take(id: string, entry: Outstanding, found: QueuedJob): Promise<void> {
    const { job } = entry;
    const finished = finishedSchema.parse(found.returnvalue);
    if (finished.kept === 'folder') {
      const problem = await missingInFolder(job, finished.trajectory, options.workspace);
      if (problem === undefined) {
        const { notices, ran } = finished;
        settle(id, { state: 'stored', notices, ...(ran === undefined ? {} : { ran }) });
      } else {
        await forget(id);
        settle(id, failed(problem));
      }
      return;
    }
    const bytes = await client.getBuffer(resultKey(id));
    try {
      if (bytes === null) throw new InputError('missing result: Redis has lost it', where);
      settle(id, { state: 'done', ...unpackRun(bytes, job.sequence.length, describeRun(runOf(job))) });
    } catch (error) {
      await forget(id);
      if (++entry.damagedResults >= damagedResultsLimit) settle(id, failed(error));
      else await submit(id, entry.run);
    }
  }

  function settle(id: string, result: JobResult): void {
    const entry = outstanding.get(id);
    if (entry === undefined) return;
    outstanding.delete(id);
    framesDone += entry.job.sequence.length;
    entry.resolve(result);
  }

  async function sayWhetherWorkersAreThere(): Promise<void> {
    if (outstanding.size === 0 || client.status !== 'ready') return;
    // A server that does not list its clients says nothing of workers.
    const workers = await queue.getWorkersCount().catch(() => undefined);
    if (workers === 0 && !isWaitingSaid) {
      say(`no worker is at ${where}; "npx tracking-loss worker --queue ${where}" on each machine starts one`);
    } else if (workers !== undefined && workers > 0 && isWaitingSaid) say(`${workers} workers are at ${where}`);
    isWaitingSaid = workers === 0;
  }
}

/** Why a run that a worker has stored in its folder is not in this workspace; undefined when it is. */
async function missingInFolder(job: Job, checksum: string, workspace: string): Promise<InputError | undefined> {
  const file = trajectoryFile(workspace, runOf(job));
  for (let waitedMs = 0; ; waitedMs += 500) {
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes !== undefined && bytesChecksum(bytes, 'sha256') === checksum) return undefined;
    if (waitedMs >= folderPatienceMs) {
      return new InputError(
        `missing result: a worker has stored it in its own --workspace, and it is not here`,
        file,
        'give the workers the folder of this workspace, or no --workspace, which sends results through Redis',
      );
    }
    await wait(500);
  }
}

function failed(error: unknown): JobResult {
  return { state: 'failed', failure: { message: error instanceof Error ? error.message : String(error) } };
}

function describeSent({ tracker, experiment, sequence, repetition }: SentRun): string {
  return describeRun({ tracker: tracker.label, experiment, sequence: sequence.name, repetition });
}
