/** @file One worker of a crew: a process, started when there is a job for it, and again when it died. */
import { type ChildProcess, fork } from 'node:child_process';
import { formatBytes } from '../../../datasets/byteSize.ts';
import type { Activity } from '../../../results/claims/liveProcesses.ts';
import type { FailureKind } from '../../../results/journal/journalEvent.ts';
import { formatDuration } from '../../terminal/duration.ts';
import { type Failure, type Job, type JobResult, runOf } from '../job.ts';
import type { FromMember, MemberSettings, ToMember } from './crewMessages.ts';

export interface MemberOptions {
  /** From 1. */
  readonly worker: number;
  readonly settings: MemberSettings;
  readonly processFile: URL;
  /** What the process may take; more kills it. */
  readonly memoryBytes: number;
  /** A run without a new frame for so long is given up. */
  readonly silenceMs: number;
  /** Milliseconds of a clock that cannot jump. */
  readonly clock: () => number;
  /** Hears what the process says, line by line. */
  readonly onOutput: (line: string) => void;
}

export interface Member {
  readonly isIdle: boolean;
  /** Rejects when no process can be started. */
  execute(job: Job): Promise<JobResult>;
  framesDone(): number;
  activity(): Activity;
  /** Ends the job in hand at its next frame, or without it after `patienceMs`. */
  stop(patienceMs: number): void;
  close(): Promise<void>;
}

interface JobInHand {
  readonly job: Job;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
  frame: number;
  lastFrameMs: number;
}

const watchEveryMs = 500;
/** For a process to load, on a machine that is busy. */
const startMs = 120_000;
/** For a process to free what it has on a device. */
const closeMs = 10_000;
/** Of what a process said before it died, so much is told. */
const lastWords = 2000;

export function crewMember(options: MemberOptions): Member {
  const { worker, settings, clock } = options;
  const { device } = settings.networks;
  let child: ChildProcess | undefined;
  let isReady = false;
  let spoken = '';
  let memory: number | undefined;
  let inHand: JobInHand | undefined;
  let framesOfEnded = 0;
  let isStopping = false;
  /** Why this process was killed by us. */
  let sentence: Failure | undefined;
  let stopTimer: NodeJS.Timeout | undefined;

  function startProcess(): ChildProcess {
    isReady = false;
    spoken = '';
    sentence = undefined;
    const started = fork(options.processFile, [JSON.stringify(settings)], {
      // Typed arrays cross as they are.
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C on the terminal is for the coordinator, which stops the runs in order.
      detached: true,
    });
    for (const stream of [started.stdout!, started.stderr!]) hearLines(stream, options.onOutput);
    started.stderr!.on('data', (text: string) => (spoken = (spoken + text).slice(-lastWords)));
    started.on('message', (message) => hear(started, message as FromMember));
    started.on('error', (error) => end(started, `could not be started: ${error.message}`));
    started.on('close', (code, signal) => end(started, `ended with ${signal ?? `exit code ${code}`}`));
    return started;
  }

  function send(message: ToMember): void {
    // A process that has just died is noticed by its end.
    child?.send(message, () => {});
  }

  function hear(from: ChildProcess, message: FromMember): void {
    if (from !== child) return;
    if (message.type === 'ready') {
      isReady = true;
      if (inHand !== undefined) inHand.lastFrameMs = clock();
    } else if (message.type === 'progress') {
      memory = message.memoryBytes;
      if (inHand === undefined || message.frame === inHand.frame) return;
      inHand.frame = message.frame;
      inHand.lastFrameMs = clock();
    } else if (message.type === 'result') finish(message.result);
    else refuse(new Error(message.message));
  }

  function finish(result: JobResult): void {
    if (inHand === undefined) return;
    framesOfEnded += inHand.job.sequence.length;
    const { resolve } = inHand;
    inHand = undefined;
    resolve(result);
  }

  function refuse(error: Error): void {
    const refused = inHand;
    inHand = undefined;
    refused?.reject(error);
  }

  function end(ended: ChildProcess, how: string): void {
    if (ended !== child) return;
    child = undefined;
    memory = undefined;
    const words = spoken.trim();
    if (inHand === undefined) return;
    if (isStopping) finish({ state: 'stopped' });
    else if (!isReady) refuse(new Error(`the worker process ${how}${words === '' ? '' : `: ${words}`}`));
    else {
      const crash = failure('crash', `its process ${how}`, inHand);
      finish({ state: 'failed', failure: { ...(sentence ?? crash), ...(words === '' ? {} : { details: words }) } });
    }
  }

  function failure(kind: FailureKind, what: string, { frame, job }: JobInHand): Failure {
    return { kind, message: `${what}, ${frame} of ${job.sequence.length} frames done` };
  }

  function watch(): void {
    if (inHand === undefined || child === undefined || sentence !== undefined) return;
    const silentMs = clock() - inHand.lastFrameMs;
    if ((memory ?? 0) > options.memoryBytes) {
      const [has, may] = [formatBytes(memory!), formatBytes(options.memoryBytes)];
      sentence = failure('memory', `its process took ${has} of memory where it may have ${may}`, inHand);
    } else if (silentMs > (isReady ? options.silenceMs : startMs)) {
      sentence = failure('silence', `no new frame for ${formatDuration(silentMs / 1000)}`, inHand);
    } else return;
    child.kill('SIGKILL');
  }
  const watchTimer = setInterval(watch, watchEveryMs);
  watchTimer.unref();

  return {
    get isIdle() {
      return inHand === undefined;
    },
    execute(job) {
      return new Promise((resolve, reject) => {
        inHand = { job, resolve, reject, frame: 0, lastFrameMs: clock() };
        child ??= startProcess();
        send({ type: 'job', job });
      });
    },
    framesDone: () => framesOfEnded + (inHand?.frame ?? 0),
    activity: () => ({
      worker,
      device,
      ...(memory === undefined ? {} : { memoryBytes: memory }),
      ...(inHand === undefined
        ? {}
        : {
            run: runOf(inHand.job),
            frame: inHand.frame,
            frames: inHand.job.sequence.length,
            silentSeconds: Math.round((clock() - inHand.lastFrameMs) / 100) / 10,
          }),
    }),
    stop(patienceMs) {
      isStopping = true;
      send({ type: 'stop' });
      stopTimer ??= setTimeout(() => {
        if (inHand !== undefined) child?.kill('SIGKILL');
      }, patienceMs);
    },
    async close() {
      clearInterval(watchTimer);
      clearTimeout(stopTimer);
      const closing = child;
      if (closing === undefined) return;
      send({ type: 'close' });
      const timer = setTimeout(() => closing.kill('SIGKILL'), closeMs);
      await new Promise((resolve) => closing.once('close', resolve));
      clearTimeout(timer);
    },
  };
}

function hearLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== '') onLine(line.trimEnd());
  });
  stream.on('end', () => {
    if (rest.trim() !== '') onLine(rest.trimEnd());
  });
}
