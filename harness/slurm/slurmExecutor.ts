/**
 * @file Has runs done by the tasks of Slurm job arrays that share the workspace's folder. Runs that are asked for
 * together go into one array. An array outlives this process: the next command finds it and waits for it.
 */
import { access, mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeFileAtomically } from '../../datasets/atomicFile.ts';
import { findRun } from '../../results/store.ts';
import { type Executor, type Job, type JobResult, runOf } from '../execution/job.ts';
import { runIdentity, runSender, type SenderContext, type SentRun, sentRunSchema } from '../queue/runIdentity.ts';
import { batchesFolder, finishedRuns, readResult, readRuns, runsFile, writeRuns } from './runsFile.ts';
import type { Slurm } from './slurmCommands.ts';
import { slurmScript, type SlurmTask } from './slurmScript.ts';

export interface SlurmExecutorOptions extends SenderContext, Pick<SlurmTask, 'workers' | 'options'> {
  readonly workspace: string;
  /** Tasks of an array at most. */
  readonly tasks: number;
  /** The words that do runs of a file: those before `--part`. */
  readonly command: (file: string) => readonly string[];
  readonly slurm: Slurm;
  readonly say: (text: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly askEveryMs?: number;
}

/** Most of a challenge at once: Slurm has a queue of its own. */
const runsAhead = 20_000;

/** Runs that come within this time go into the same array. */
const gatherMs = 1000;

/** A shared folder may show late what another machine wrote. */
const folderPatienceMs = 30_000;

interface Waiting {
  readonly job: Job;
  readonly run: SentRun;
  readonly resolve: (result: JobResult) => void;
}

interface Batch {
  readonly file: string;
  readonly slurmJob: string;
  readonly tasks: number;
  /** Line of each of its runs that is waited for. */
  readonly waiting: Map<number, Waiting>;
  /** Since when a task has ended that did not do its runs. */
  readonly endedMs: Map<number, number>;
}

export async function slurmExecutor(options: SlurmExecutorOptions): Promise<Executor> {
  const { workspace, slurm, say, now, askEveryMs = 3000 } = options;
  const send = runSender(options);
  const batches: Batch[] = [];
  /** Where runs are that an earlier command has submitted. */
  const submitted = await submittedBefore(workspace, slurm);
  let gathered: Waiting[] = [];
  const submitting = new Set<Waiting>();
  let gathering: NodeJS.Timeout | undefined;
  /** What is told to Slurm, and must be heard out before this process ends: an array that nobody knows of would go on. */
  const telling = new Set<Promise<void>>();
  let framesDone = 0;
  let isStopped = false;
  let isAsking = false;
  let isSilenceSaid = false;
  let fatal: unknown;
  const timer = setInterval(() => void ask(), askEveryMs);
  return {
    workers: runsAhead,
    async execute(job) {
      const run = await send(job);
      if (isStopped) return { state: 'stopped' };
      if (fatal !== undefined) throw fatal;
      const settled = new Promise<JobResult>((resolve) => place({ job, run, resolve }));
      const result = await settled;
      if (fatal !== undefined) throw fatal;
      return result;
    },
    framesDone: () => framesDone,
    stop() {
      if (isStopped) return;
      isStopped = true;
      for (const { slurmJob, waiting } of batches) if (waiting.size > 0) tell(cancel(slurmJob));
      endAll();
    },
    async close() {
      clearInterval(timer);
      clearTimeout(gathering);
      await Promise.all(telling);
    },
  };

  function tell(told: Promise<void>): void {
    telling.add(told);
    void told.finally(() => telling.delete(told));
  }

  async function cancel(slurmJob: string): Promise<void> {
    await slurm.cancel(slurmJob).catch(() => say(`Slurm's job ${slurmJob} could not be cancelled`));
  }

  function endAll(): void {
    const waiting = [...gathered, ...submitting, ...batches.flatMap((batch) => [...batch.waiting.values()])];
    gathered = [];
    submitting.clear();
    for (const batch of batches) batch.waiting.clear();
    for (const { resolve } of waiting) resolve({ state: 'stopped' });
  }

  function place(entry: Waiting): void {
    const before = submitted.get(runIdentity(entry.run));
    if (before !== undefined) {
      if (!batches.includes(before.batch)) {
        batches.push(before.batch);
        say(`Slurm's job ${before.batch.slurmJob} of an earlier command is waited for`);
      }
      before.batch.waiting.set(before.index, entry);
      return;
    }
    gathered.push(entry);
    gathering ??= setTimeout(() => {
      gathering = undefined;
      const submission = submit(gathered.splice(0)).catch((error: unknown) => {
        fatal ??= error;
        endAll();
      });
      tell(submission);
    }, gatherMs);
  }

  async function submit(entries: readonly Waiting[]): Promise<void> {
    if (entries.length === 0) return;
    for (const entry of entries) submitting.add(entry);
    const batch = await writeBatch(
      entries.map(({ run }) => run),
      options,
    );
    const slurmJob = await slurm.submit(batch.script);
    await writeFileAtomically(join(batch.folder, 'job.txt'), `${slurmJob} ${batch.tasks}\n`);
    const { file, tasks } = batch;
    batches.push({ file, slurmJob, tasks, waiting: new Map(entries.entries()), endedMs: new Map() });
    for (const entry of entries) submitting.delete(entry);
    say(`${entries.length} runs are Slurm's job ${slurmJob}, ${tasks} tasks (${batch.folder})`);
    if (isStopped) {
      endAll();
      await cancel(slurmJob);
    }
  }

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    try {
      for (const batch of batches) if (batch.waiting.size > 0) await askBatch(batch);
    } catch (error) {
      fatal ??= error;
      endAll();
    } finally {
      isAsking = false;
    }
  }

  async function askBatch(batch: Batch): Promise<void> {
    // In this order: what a task has finished before it ended is there.
    const active = await slurm.activeTasks(batch.slurmJob);
    if (active === undefined && !isSilenceSaid) say('Slurm does not answer; it is asked again');
    isSilenceSaid = active === undefined;
    const finished = await finishedRuns(batch.file);
    for (const [index, { job, resolve }] of batch.waiting) {
      const task = (index % batch.tasks) + 1;
      let result: JobResult | undefined;
      if (finished.has(index)) result = await resultOf(batch, index, job);
      else if (active !== undefined) {
        if (active.has(task)) batch.endedMs.delete(task);
        else if (!batch.endedMs.has(task)) batch.endedMs.set(task, now());
        else if (now() - batch.endedMs.get(task)! >= folderPatienceMs) result = lost(batch, task);
      }
      if (result === undefined) continue;
      batch.waiting.delete(index);
      framesDone += job.sequence.length;
      resolve(result);
    }
  }

  /** Undefined while the run itself is not seen in the folder yet. */
  async function resultOf({ file }: Batch, index: number, job: Job): Promise<JobResult | undefined> {
    const result = await readResult(file, index);
    if (result.state === 'failed') return result;
    const found = await findRun(workspace, runOf(job), job.sequence.length);
    if (found.state === 'missing') return undefined;
    return found.state === 'stored' ? result : { state: 'failed', failure: { message: found.reason } };
  }

  function lost({ file, slurmJob }: Batch, task: number): JobResult {
    const log = file.replace(/runs\.jsonl$/, `task-${task}.log`);
    return {
      state: 'failed',
      failure: { message: `Slurm's task ${slurmJob}_${task} ended without it; ${log} may say why` },
    };
  }
}

interface WrittenBatch {
  readonly folder: string;
  readonly file: string;
  readonly script: string;
  /** What the script holds. */
  readonly text: string;
  readonly tasks: number;
}

type BatchOptions = Pick<SlurmExecutorOptions, 'workspace' | 'tasks' | 'workers' | 'options' | 'command' | 'now'>;

/** Writes runs and the script that does them into a new folder of the workspace. */
export async function writeBatch(runs: readonly SentRun[], options: BatchOptions): Promise<WrittenBatch> {
  const folder = await newFolder(resolve(batchesFolder(options.workspace)), options.now());
  const file = runsFile(folder);
  const tasks = Math.min(options.tasks, runs.length);
  await writeRuns(file, runs);
  const script = join(folder, 'script.sh');
  const text = slurmScript({ ...options, batch: folder, tasks, command: options.command(file) });
  await writeFileAtomically(script, text);
  return { folder, file, script, text, tasks };
}

/** Named after the time, and never one that is there. */
async function newFolder(parent: string, nowMs: number): Promise<string> {
  await mkdir(parent, { recursive: true });
  const name = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  for (let i = 1; ; i++) {
    const folder = join(parent, i === 1 ? name : `${name}-${i}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Runs of arrays that Slurm still has, by their identities. */
async function submittedBefore(
  workspace: string,
  slurm: Slurm,
): Promise<Map<string, { readonly batch: Batch; readonly index: number }>> {
  const runs = new Map<string, { readonly batch: Batch; readonly index: number }>();
  const parent = batchesFolder(workspace);
  for (const name of await readdir(parent).catch(() => [])) {
    const folder = join(parent, name);
    const isSubmitted = await access(join(folder, 'job.txt')).then(
      () => true,
      () => false,
    );
    if (!isSubmitted) continue;
    const [slurmJob = '', tasks] = (await readFile(join(folder, 'job.txt'), 'utf8')).trim().split(' ');
    const active = await slurm.activeTasks(slurmJob);
    if (active === undefined || active.size === 0) continue;
    const file = runsFile(folder);
    const finished = await finishedRuns(file);
    const batch: Batch = { file, slurmJob, tasks: Number(tasks), waiting: new Map(), endedMs: new Map() };
    for (const [index, data] of (await readRuns(file)).entries()) {
      const run = sentRunSchema.safeParse(data);
      const isOpen = run.success && !finished.has(index) && active.has((index % batch.tasks) + 1);
      if (isOpen) runs.set(runIdentity(run.data), { batch, index });
    }
  }
  return runs;
}
