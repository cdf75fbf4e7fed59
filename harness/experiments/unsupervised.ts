import type { Sequence } from '../../datasets/sequence.ts';
import type { RunOutput } from '../../results/run.ts';
import type { ExperimentOptions, MakeTracker } from './experiment.ts';
import { firstFrameWithTarget, follower } from './followTarget.ts';

/**
 * VOT's unsupervised experiment: one pass without resets, the first frame marked with code 1 (toolkit-legacy `2fb78d5`
 * experiment/experiment_unsupervised.m:110-115). An answer that is no region (a code, NaN) is written as code 0, which
 * every analysis counts as no overlap.
 */
export async function runUnsupervised(
  sequence: Sequence,
  makeTracker: MakeTracker,
  options: ExperimentOptions,
): Promise<RunOutput> {
  const target = follower(sequence, makeTracker, options);
  await target.follow(firstFrameWithTarget(sequence, options.convention), () => false);
  return target.output();
}
