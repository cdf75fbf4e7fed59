import { describe, expect, it } from 'vitest';
import {
  changedTracker,
  labelOf,
  parseNamedTracker,
  specificationOf,
  splitSpecifications,
} from '../../../trackers/specification/parseSpecification.ts';

describe('splitSpecifications(text)', () => {
  it('splits at commas outside braces and brackets', () => {
    expect(splitSpecifications('kcf, Ours_softmax{alpha: 1, loss: [hinge, info1]},ncc')).toEqual([
      'kcf',
      'Ours_softmax{alpha: 1, loss: [hinge, info1]}',
      'ncc',
    ]);
    expect(splitSpecifications('kcf,')).toEqual(['kcf', '']);
  });
});

describe('parseNamedTracker(text)', () => {
  it('reads a name, and settings in braces', () => {
    expect(parseNamedTracker('kcf')).toEqual({ tracker: 'kcf', overrides: {} });
    expect(parseNamedTracker('Ours_softmax{backbone: squeezenet, alpha: 1, label: mine}')).toEqual({
      tracker: 'Ours_softmax',
      overrides: { backbone: 'squeezenet', alpha: 1 },
      label: 'mine',
    });
  });

  it.each([
    ['Ours_softmax{alpha: 1', 'invalid settings'],
    ['Ours_softmax{alpha: 1}x', 'invalid settings'],
    ['Ours_softmax{alpha: 1, alpha: 2}', 'Map keys must be unique'],
    ['Ours_softmax{label: 3}', 'invalid label: 3'],
  ])('refuses %s', (text, message) => {
    expect(() => parseNamedTracker(text)).toThrow(message);
    expect(() => parseNamedTracker(text)).toThrow('Ours_softmax{');
  });
});

describe('specificationOf(named, defaults)', () => {
  it('is plain data: the label, the tracker and its whole configuration', () => {
    const specification = specificationOf(parseNamedTracker('Ours_softmax{alpha: 3}'));
    expect(specification).toMatchObject({ label: 'Ours_softmax_alpha-3', tracker: 'Ours_softmax' });
    expect(structuredClone(specification)).toEqual(specification);
    expect(JSON.parse(JSON.stringify(specification))).toEqual(specification);
  });

  it('gives defaults to trackers that have such settings and do not set them', () => {
    const defaults = { preset: 'light', backbone: 'squeezenet' };
    expect(specificationOf(parseNamedTracker('kcf'), defaults)).toEqual({ label: 'kcf', tracker: 'kcf' });
    expect(specificationOf(parseNamedTracker('Ours_softmax{backbone: zf}'), defaults)).toEqual({
      ...specificationOf(parseNamedTracker('Ours_softmax{backbone: zf, preset: light}')),
    });
  });

  it('takes a label for trackers without settings too', () => {
    expect(specificationOf(parseNamedTracker('kcf{label: fast}'))).toEqual({ label: 'fast', tracker: 'kcf' });
  });

  it('refuses an unknown tracker with the nearest', () => {
    expect(() => specificationOf({ tracker: 'Ours_sotfmax', overrides: {}, where: '--trackers' })).toThrow(
      'unknown tracker: "Ours_sotfmax" (--trackers); did you mean "Ours_softmax"?',
    );
  });
});

describe('labelOf(tracker, settings)', () => {
  it('ends in a mark of its settings where a file could not be named after all of them', () => {
    const label = (last: number) =>
      labelOf('T', { ...Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`key${i}`, i])), last });
    expect(label(1)).toMatch(/^T_key0-0_key1-1_.*_[0-9a-f]{8}$/);
    expect(label(1)).toHaveLength(160);
    expect(label(1)).toBe(label(1));
    expect(label(1)).not.toBe(label(2));
  });

  it('is the name alone where all settings are the defaults', () => {
    expect(labelOf('Ours_softmax', { preset: 'tuned', backbone: 'builtin' })).toBe('Ours_softmax');
  });

  it('has the settings in one order, whatever order they were given in', () => {
    expect(labelOf('T', { beta: 10, alpha: 1 })).toBe('T_alpha-1_beta-10');
    expect(labelOf('T', { alpha: 1, beta: 10 })).toBe('T_alpha-1_beta-10');
  });

  it('can be the name of a file', () => {
    const settings = { backbone: { onnx: './my models/a:b.onnx' }, strategies: ['first', 'fourth'], online: { a: 1 } };
    expect(labelOf('T', settings)).toBe('T_backbone.onnx-.-my-models-a-b.onnx_online.a-1_strategies-first+fourth');
  });
});

describe('changedTracker(named, overrides)', () => {
  it('changes settings, and a label with them, so that its results have a place of their own', () => {
    const named = { tracker: 'Ours_softmax', overrides: { alpha: 1, beta: 2 }, label: 'mine' };
    expect(changedTracker(named, { beta: 3 })).toEqual({
      tracker: 'Ours_softmax',
      overrides: { alpha: 1, beta: 3 },
      label: 'mine_beta-3',
    });
  });
});

describe('specificationOf(named, defaults, backbones)', () => {
  it('takes a name of the user for the backbone that it stands for, and keeps it in the label', () => {
    const backbones = new Map([['mine', { name: 'zf-compressed', weights: 'mine' } as const]]);
    const { label, configuration } = specificationOf(
      { tracker: 'Ours_softmax', overrides: {} },
      { backbone: 'mine' },
      backbones,
    );
    expect(label).toBe('Ours_softmax_backbone-mine');
    expect(configuration?.backbone).toEqual({ name: 'zf-compressed', weights: 'mine' });
    expect(() => specificationOf({ tracker: 'Ours_softmax', overrides: { backbone: 'mie' } }, {}, backbones)).toThrow(
      'unknown backbone: "mie"; did you mean "mine"?',
    );
  });
});
