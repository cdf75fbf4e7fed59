import type { Frame } from '../../datasets/image.ts';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import type { RunOutput } from '../../results/run.ts';
import type { Tracker } from '../../trackers/tracker.ts';

/** Makes a tracker that has not seen anything yet. An experiment asks for a new one at every initialisation. */
export type MakeTracker = () => Promise<Tracker>;

/** Says between two frames whether to go on. An `AbortSignal` is one; a flag shared between threads is another. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** What an experiment needs besides the sequence and the tracker. */
export interface ExperimentOptions {
  /** How the overlap with the ground truth is counted. */
  readonly convention: OverlapConvention;
  /** Milliseconds from any origin. */
  readonly clock: () => number;
  readonly frameAt: (sequence: Sequence, index: number) => Frame;
  /** Whether pixels are decoded before the clock starts: true for trackers that read pixels, false for those that read the file. */
  readonly decode: boolean;
  readonly signal: StopSignal;
  /** Called after each frame that a tracker has seen. */
  readonly onFrame?: () => void;
}

/** Drives one tracker through one sequence. */
export type Experiment = (
  sequence: Sequence,
  makeTracker: MakeTracker,
  options: ExperimentOptions,
) => Promise<RunOutput>;

/** The run was stopped between two frames; there is nothing to keep of it. */
export class RunStopped extends Error {
  constructor() {
    super('the run was stopped');
    this.name = 'RunStopped';
  }
}
