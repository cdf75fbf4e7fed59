import { rectangle } from '../../datasets/region.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { trajectory } from '../../datasets/trajectory.ts';

/** Where the targets of `twoSequences` stand still. */
export const truth = rectangle(20, 20, 20, 20);

/** The sequences `a` and `b` of so many frames, without images. */
export function twoSequences(frames: number): Dataset {
  return {
    name: 'two',
    warnings: [],
    sequences: ['a', 'b'].map((name) => ({
      name,
      length: frames,
      width: 100,
      height: 100,
      groundTruth: trajectory(Array.from({ length: frames }, () => truth)),
      tags: {},
    })),
  };
}
