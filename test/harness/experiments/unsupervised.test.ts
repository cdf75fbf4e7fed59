import { describe, expect, it } from 'vitest';
import { rectangle, type Region, special } from '../../../datasets/region.ts';
import { regionAt } from '../../../datasets/trajectory.ts';
import { runUnsupervised } from '../../../harness/experiments/unsupervised.ts';
import { codesOf, elsewhere, scripted, sequenceOf, target } from './scriptedTracker.ts';

describe('runUnsupervised(sequence, makeTracker, options)', () => {
  it('marks the first frame with 1 and tracks on with one tracker, lost or not', async () => {
    const { log, makeTracker, options } = scripted({ answer: () => elsewhere });
    const { trajectory } = await runUnsupervised(sequenceOf(4), makeTracker, options);
    expect(codesOf(trajectory)).toBe('1RRR');
    expect(regionAt(trajectory, 2)).toEqual(elsewhere);
    expect(log).toEqual(['new', 'initialize 0', 'track 1', 'track 2', 'track 3', 'dispose']);
  });

  it('writes 0 for an answer that is no region', async () => {
    const answers = [target, rectangle(0, 0, NaN, 1), special(2), target];
    const { makeTracker, options } = scripted({ answer: (index) => answers[index]! });
    const { trajectory } = await runUnsupervised(sequenceOf(4), makeTracker, options);
    expect(codesOf(trajectory)).toBe('100R');
    expect(regionAt(trajectory, 2)).toEqual(special(0));
  });

  it('starts in the first frame that shows the target', async () => {
    const truth: Region[] = [special(0), special(0), target, target];
    const { makeTracker, options } = scripted({});
    const { trajectory } = await runUnsupervised(sequenceOf(4, truth), makeTracker, options);
    expect(codesOf(trajectory)).toBe('001R');
  });
});
