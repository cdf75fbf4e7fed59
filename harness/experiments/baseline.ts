import { imageBounds } from '../../datasets/overlap/bounds.ts';
import { overlap } from '../../datasets/overlap/overlap.ts';
import { regionAt } from '../../datasets/trajectory.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import type { RunOutput } from '../../results/run.ts';
import type { ExperimentOptions, MakeTracker } from './experiment.ts';
import { firstFrameWithTarget, follower, nextFrameWithTarget, showsTarget } from './followTarget.ts';

export interface BaselineParameters {
  /** From a failure to the frame where a new tracker is initialised; the frames between are skipped (code 0). */
  readonly skipFrames: number;
  /** A frame whose overlap with the ground truth is at most this is a failure. */
  readonly failureOverlap: number;
}

/** VOT2016's (toolkit-legacy stacks/stack_vot2016.m:5-18). */
export const vot2016Baseline: BaselineParameters = { skipFrames: 5, failureOverlap: 0 };

/**
 * VOT's supervised experiment: when the tracker loses the target, a new one is initialised `skipFrames` frames later
 * with the ground truth as it stands in the file (toolkit-legacy `2fb78d5` experiment/experiment_supervised.m:95-165).
 *
 * A failure less than `skipFrames` before the end leaves the rest skipped. The overlap is taken inside the image,
 * `[width, height] - 1`. Where the tracker's answer is no region (a code, NaN) the frame is a failure, as in the Python
 * toolkit; the MATLAB toolkit let it pass. Frames that do not show the target (nextFrameWithTarget) are no failures, and
 * an initialisation that would fall on one waits for the next that does; VOT's sequences have none.
 */
export async function runBaseline(
  sequence: Sequence,
  makeTracker: MakeTracker,
  options: ExperimentOptions,
  { skipFrames, failureOverlap }: BaselineParameters = vot2016Baseline,
): Promise<RunOutput> {
  const { convention } = options;
  const bounds = imageBounds(sequence);
  const target = follower(sequence, makeTracker, options);
  let start: number | undefined = firstFrameWithTarget(sequence, convention);
  while (start !== undefined) {
    const failure = await target.follow(
      start,
      (region, index) =>
        overlap(region, regionAt(sequence.groundTruth, index), bounds, convention) <= failureOverlap &&
        showsTarget(sequence, index, convention),
    );
    start = failure === undefined ? undefined : nextFrameWithTarget(sequence, failure + skipFrames, convention);
  }
  return target.output();
}
