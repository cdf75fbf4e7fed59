import { InputError } from '../../datasets/inputError.ts';
import { randomFrom } from '../../datasets/random.ts';
import type { ExperimentName } from '../../results/run.ts';
import type { NetworkEnvironment } from '../../trackers/online/networkEnvironment.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import type { TrackerEntry } from '../../trackers/tracker.ts';
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
  /** Called with numbers of frames that add up to the sequence's length, whatever happens to the run. */
  readonly onFrames: (count: number) => void;
}

/** Does a run in this thread. All its chance comes from one source, which the job's own identity seeds. */
export async function executeJob(job: Job, context: JobContext): Promise<JobResult> {
  const { sequence } = job;
  let framesSeen = 0;
  try {
    const entry = context.trackerEntry(job.tracker);
    const random = randomFrom(job.tracker.label, job.experiment, sequence.name, job.repetition, job.seed);
    const notices: string[] = [];
    const trackerContext = { random, networks: context.networks, notice: (text: string) => void notices.push(text) };
    const output = await experiments[job.experiment](sequence, () => entry.create(trackerContext), {
      convention: job.convention,
      clock: context.clock,
      frameAt: context.frameAt,
      decode: entry.reads === 'pixels',
      signal: context.signal,
      onFrame() {
        framesSeen++;
        context.onFrames(1);
      },
    });
    return { state: 'done', output, notices };
  } catch (error) {
    return error instanceof RunStopped ? { state: 'stopped' } : { state: 'failed', failure: failureOf(error) };
  } finally {
    context.onFrames(sequence.length - framesSeen);
  }
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error) };
  const message = error.message.split('\n')[0] || error.name;
  return error instanceof InputError || error.stack === undefined ? { message } : { message, details: error.stack };
}
