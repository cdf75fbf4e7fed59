import { describe, expect, it } from 'vitest';
import { gridOf, parseAxis } from '../../../harness/ablation/grid.ts';
import { idleWeightNotes } from '../../../harness/ablation/idleWeights.ts';

const notes = (tracker: string, ...axes: string[]) =>
  idleWeightNotes(gridOf({ tracker, overrides: {} }, axes.map(parseAxis), {}));

const chance = 'differences between points that differ in nothing else are chance';

describe('idleWeightNotes(points)', () => {
  it('names the weights that strategies take no notice of, where points differ in nothing else', () => {
    expect(notes('Ours_softmax', 'beta=1,10', 'strategies=first,first+fourth,fourth')).toEqual([
      `beta has no effect with strategies first, fourth: ${chance}`,
    ]);
    expect(notes('Ours_softmax', 'alpha:beta=1:1,2:2', 'strategies=third,second+third')).toEqual([
      `alpha and beta have no effect with strategies third: ${chance}`,
    ]);
  });

  it('knows that alpha is the weight of first alone', () => {
    expect(notes('Ours_ensemble', 'alpha=1,2', 'strategies=second+fourth,first+second')).toEqual([
      `alpha has no effect with strategies second+fourth: ${chance}`,
    ]);
    expect(notes('Ours_softmax', 'beta=1,2', 'strategies=second+fourth')).toEqual([]);
  });

  it('takes the strategies of the tracker where none vary', () => {
    expect(notes('Ours_first', 'alpha=1,2', 'loss=softmax,hinge')).toEqual([
      `alpha has no effect with strategies first: ${chance}`,
    ]);
  });

  it('says nothing where other settings differ too, and of other trackers', () => {
    expect(notes('Ours_softmax', 'alpha:strategies=1:first,2:fourth')).toEqual([]);
    expect(notes('Ours_softmax', 'alpha=1,2', 'momentum=0.5,0.9')).toEqual([]);
    expect(notes('MDNet-N', 'momentum=0.5,0.9')).toEqual([]);
  });
});
