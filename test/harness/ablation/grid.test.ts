import { describe, expect, it } from 'vitest';
import { gridOf, parseAxis } from '../../../harness/ablation/grid.ts';

const base = { tracker: 'Ours_softmax', overrides: { momentum: 0.5 } };
const grid = (...axes: string[]) => gridOf(base, axes.map(parseAxis), {});

describe('parseAxis(text)', () => {
  it('reads a setting with its values, and settings that change together', () => {
    expect(parseAxis('loss=softmax,hinge+info1')).toEqual({ keys: ['loss'], steps: [['softmax'], ['hinge+info1']] });
    expect(parseAxis('alpha:beta=1:1,1:10')).toEqual({
      keys: ['alpha', 'beta'],
      steps: [
        ['1', '1'],
        ['1', '10'],
      ],
    });
    expect(parseAxis('backbone={name: zf, inputSize: 203},zf').steps).toEqual([['{name: zf, inputSize: 203}'], ['zf']]);
  });

  it.each([
    ['alpha', 'invalid axis: "alpha" (--over); as in alpha:beta=1:1,1:10'],
    ['=1', 'invalid axis'],
    ['alpha:=1:1', 'invalid axis'],
    ['alpha=', '"" is no value of alpha'],
    ['alpha=1,', '"" is no value of alpha'],
    ['alpha:beta=1:1,1', '"1" is no value of alpha:beta'],
    ['alpha=1,2,1', '1 is given twice'],
  ])('refuses %s', (text, message) => {
    expect(() => parseAxis(text)).toThrow(message);
  });
});

describe('gridOf(base, axes, defaults)', () => {
  it('has every combination, the last axis fastest, each under a label of its own', () => {
    const points = grid('alpha:beta=1:1,1:10', 'strategies=first,first+fourth');
    expect(points.map(({ values }) => values)).toEqual([
      ['1', '1', 'first'],
      ['1', '1', 'first+fourth'],
      ['1', '10', 'first'],
      ['1', '10', 'first+fourth'],
    ]);
    expect(new Set(points.map(({ specification }) => specification.label)).size).toBe(4);
    expect(points[3]!.specification).toMatchObject({
      label: 'Ours_softmax_alpha-1_beta-10_momentum-0.5_strategies-first+fourth',
      configuration: { momentum: 0.5, strategies: ['first', 'fourth'], branches: [{ alpha: 1, beta: 10 }] },
    });
  });

  it('reaches settings within settings by dots, several at a time', () => {
    const [point] = grid('online.candidates.count=64', 'online.update.interval=5');
    expect(point!.specification.configuration!.online).toMatchObject({
      candidates: { count: 64 },
      update: { interval: 5 },
    });
  });

  it('keeps the label of a base that has one, with the settings after it', () => {
    const [point] = gridOf({ ...base, label: 'mine' }, [parseAxis('alpha=2')], {});
    expect(point!.specification.label).toBe('mine_alpha-2');
  });

  it.each([
    [['aplha=1'], 'unknown setting of Ours_softmax: "aplha" (--over); did you mean "alpha"?'],
    [['online=1'], 'unknown setting of Ours_softmax: "online"'],
    [['online.candidates.cuont=1'], 'did you mean "count"?'],
    [['alpha=1', 'alpha:beta=1:1'], 'invalid axis: alpha is given twice (--over)'],
    [['alpha=-1'], 'alpha: Too small'],
    [['alpha:beta=1:1,1:0'], 'beta: 0: fourth would learn nothing (--over); give a positive beta, or leave fourth out'],
    [['alpha=1,1.0'], 'invalid grid: alpha=1 and alpha=1.0 are one tracker (--over); leave one of them out'],
    [
      ['learningRate=5e-4,0.0005', 'loss=softmax,hinge'],
      'invalid grid: learningRate=5e-4 loss=softmax and learningRate=0.0005 loss=softmax are one tracker',
    ],
    [['backbone=zf,{name: zf}'], 'invalid grid: backbone=zf and backbone={name: zf} are one tracker'],
    [['loss=softmax,hing'], 'unknown loss: "hing" (--over); did you mean "hinge"?'],
  ])('refuses %j', (axes, message) => {
    expect(() => grid(...axes)).toThrow(message);
  });

  it('refuses a tracker without settings', () => {
    expect(() => gridOf({ tracker: 'kcf', overrides: {} }, [parseAxis('alpha=1')], {})).toThrow(
      'invalid setting of kcf: alpha; it has none',
    );
  });
});
