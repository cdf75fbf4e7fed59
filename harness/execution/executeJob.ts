import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../datasets/inputError.ts';
import { randomFrom } from '../../datasets/random.ts';
import type { Ran } from '../../results/journal/journalEvent.ts';
import type { ExperimentName, RunOutput } from '../../results/run.ts';
import type { NetworkEnvironment } from '../../trackers/online/networkEnvironment.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import type { TrackerContext, TrackerEntry } from '../../trackers/tracker.ts';
import { TrackerCrash } from '../../trackers/trackerCrash.ts';
import { runBaseline } from '../experiments/baseline.ts';
import { type Experiment, type ExperimentOptions, RunStopped } from '../experiments/experiment.ts';
import { runUnsupervised } from '../experiments/unsupervised.ts';
import { type Failure, type Job, type JobResult } from './job.ts';

const experiments: Readonly<Record<ExperimentName, Experiment>> = {
  baseline: runBaseline,
  unsupervised: runUnsupervised,
};

export interface JobContext extends Pick<ExperimentOptions, 'clock' | 'frameAt' | 'signal'> {
  readonly trackerEntry: (specification: TrackerSpecification) => TrackerEntry;
  /** Shared by all jobs of the thread. */
  readonly networks: NetworkEnvironment;
  /** Where networks are computed, for the journal. Default the processor. */
  readonly device?: string;
  /** Called with numbers of frames that add up to the sequence's length, whatever happens to the run. */
  readonly onFrames: (count: number) => void;
}

/** Does a run in this thread. All its chance comes from one source, which the job's own identity seeds. */
export async function executeJob(job: Job, context: JobContext): Promise<JobResult> {
  const { sequence } = job;
  const notices: string[] = [];
  let framesCounted = 0;
  let entry: TrackerEntry | undefined;
  const startedAt = new Date().toISOString();
  const startMs = performance.now();
  const ran = (): Ran => ({
    host: hostname(),
    pid: process.pid,
    device: entry?.usesNetworks === true ? (context.device ?? 'cpu') : 'cpu',
    startedAt,
    seconds: Math.round(performance.now() - startMs) / 1000,
  });
  try {
    entry = context.trackerEntry(job.tracker);
    if (entry.usesNetworks) await context.networks.disposeUnused();
    const output = await withRetries(entry, notices, () => runOnce(entry!));
    return { state: 'done', output, notices, ran: ran() };
  } catch (error) {
    if (error instanceof RunStopped) return { state: 'stopped' };
    return { state: 'failed', failure: failureOf(error), ran: ran() };
  } finally {
    await entry?.close?.();
    context.onFrames(sequence.length - framesCounted);
  }

  function runOnce(entry: TrackerEntry): Promise<RunOutput> {
    let framesSeen = 0;
    const trackerContext = contextOf(job, context.networks, notices);
    return experiments[job.experiment](sequence, () => entry.create(trackerContext), {
      convention: job.convention,
      clock: context.clock,
      frameAt: context.frameAt,
      decode: entry.reads === 'pixels',
      signal: context.signal,
      onFrame() {
        // A run that is done again counts its frames once.
        if (++framesSeen <= framesCounted) return;
        framesCounted = framesSeen;
        context.onFrames(1);
      },
    });
  }
}

function contextOf(job: Job, networks: NetworkEnvironment, notices: string[]): TrackerContext {
  const { experiment, repetition, seed, logFolder } = job;
  const sequence = job.sequence.name;
  const name = `${sequence}_${String(repetition).padStart(3, '0')}.log`;
  return {
    random: randomFrom(job.tracker.label, experiment, sequence, repetition, seed),
    networks,
    notice: (text) => void notices.push(text),
    run: { experiment, sequence, repetition, seed },
    ...(logFolder === undefined ? {} : { logFile: join(logFolder, job.tracker.label, experiment, name) }),
  };
}

/** Does a run, and again when its tracker crashes, as often as the entry has it. A crash at the start would come again. */
async function withRetries(entry: TrackerEntry, notices: string[], run: () => Promise<RunOutput>): Promise<RunOutput> {
  for (let left = entry.retries ?? 0; ; left--) {
    try {
      return await run();
    } catch (error) {
      if (left === 0 || !(error instanceof TrackerCrash) || error.atStart) throw error;
      await entry.close?.();
      notices.push(`it crashed and was run again: ${error.message}`);
    }
  }
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), kind: 'error' };
  const message = error.message.split('\n')[0] || error.name;
  if (error instanceof TrackerCrash) return { message, details: error.details, kind: 'tracker' };
  if (error instanceof InputError) return { message, kind: 'input' };
  return { message, kind: 'error', ...(error.stack === undefined ? {} : { details: error.stack }) };
}
