import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import type { Activity } from '../../results/claims/liveProcesses.ts';
import type { FailureKind, Ran } from '../../results/journal/journalEvent.ts';
import { type ExperimentName, type RunKey, type RunOutput, type RunSeries } from '../../results/run.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';

/** The repetitions of one tracker on one sequence that are to be in the store in the end. */
export interface SeriesPlan {
  readonly tracker: TrackerSpecification;
  readonly experiment: ExperimentName;
  readonly sequence: Sequence;
  readonly repetitions: number;
}

/** A run, and all that an executor needs to do it: plain data, so it can be sent to another thread or machine. */
export interface Job {
  readonly tracker: TrackerSpecification;
  readonly experiment: ExperimentName;
  readonly sequence: Sequence;
  readonly repetition: number;
  readonly convention: OverlapConvention;
  readonly seed: number;
  /** Where the output of trackers that are programs of their own is kept. */
  readonly logFolder?: string;
}

/** How a job ended. A failure is data, not an exception: it crosses threads whole and the other runs go on. */
export type JobResult =
  | {
      readonly state: 'done';
      readonly output: RunOutput;
      /** What the tracker said besides its regions. */
      readonly notices: readonly string[];
      /** Where and when, for the journal. */
      readonly ran?: Ran;
    }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly failure: Failure; readonly ran?: Ran };

export interface Failure {
  /** In one line, with the frame where it happened. */
  readonly message: string;
  /** The stack, unless the message says it all (a user's mistake). */
  readonly details?: string;
  /** Decides whether the run is tried again (retryPolicy.ts). Default `error`. */
  readonly kind?: FailureKind;
}

/** Where jobs are done. Executors are interchangeable: the same job gives the same trajectory in each of them. */
export interface Executor {
  /** How many jobs it does at a time. */
  readonly workers: number;
  /** Rejects only when no job can be done at all. */
  execute(job: Job): Promise<JobResult>;
  /** Frames that all jobs so far are through with; only grows. */
  framesDone(): number;
  /** What each worker does at the moment, where that is known. */
  activity?(): readonly Activity[];
  /** Ends the jobs in flight at their next frame; they and all later ones give `stopped`. */
  stop(): void;
  /** Frees the executor when no job is in flight. */
  close(): Promise<void>;
}

export function seriesOf({ tracker, experiment, sequence }: SeriesPlan | Job): RunSeries {
  return { tracker: tracker.label, experiment, sequence: sequence.name };
}

export function runOf(job: Job): RunKey {
  return { ...seriesOf(job), repetition: job.repetition };
}
