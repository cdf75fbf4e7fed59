import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../datasets/inputError.ts';
import { type MdnetConfiguration, mdnetSchema } from '../../../trackers/mdnet-n/configuration.ts';
import { onlinePresets, presetNames } from '../../../trackers/online/presets.ts';
import { trackerNames } from '../../../trackers/registry.ts';
import {
  mergedOverrides,
  overrideKeys,
  type Overrides,
  resolveConfiguration,
} from '../../../trackers/specification/overrides.ts';
import {
  paperBranches,
  type TrackingLossConfiguration,
  trackingLossSchema,
} from '../../../trackers/tracking-loss/configuration.ts';

const resolved = (tracker: string, overrides: Overrides = {}): TrackingLossConfiguration =>
  resolveConfiguration(tracker, overrides, 'here') as TrackingLossConfiguration;

describe('resolveConfiguration(tracker, overrides)', () => {
  it('gives every tracker with networks a complete configuration at every preset and backbone', () => {
    for (const tracker of trackerNames()) {
      for (const preset of presetNames) {
        for (const backbone of ['builtin', 'squeezenet', 'zf', 'mobilenet-yolo', { name: 'zf', inputSize: 203 }]) {
          const configuration = ['Staple', 'kcf', 'ncc', 'static'].includes(tracker)
            ? undefined
            : resolveConfiguration(tracker, { preset, backbone });
          if (configuration !== undefined) expect(configuration).toMatchObject({ backbone });
        }
      }
    }
    expect(resolveConfiguration('kcf', {})).toBeUndefined();
  });

  it('has the losses of the ensemble and the single strategies of table 1', () => {
    expect(resolved('Ours_ensemble').branches.map(({ loss }) => loss)).toEqual([
      'softmax',
      'sigmoid',
      'hinge',
      'info2',
    ]);
    expect(resolved('Ours_softmax').strategies).toEqual(['first', 'fourth']);
    for (const strategy of ['first', 'second', 'third', 'fourth']) {
      expect(resolved(`Ours_${strategy}`)).toMatchObject({ strategies: [strategy], branches: [{ loss: 'softmax' }] });
    }
  });

  it("has the paper's numbers at the preset paper", () => {
    for (const loss of ['softmax', 'sigmoid', 'hinge', 'info1', 'info2', 'info3'] as const) {
      const { branches, firstConfidence, hiddenChannels, online } = resolved(`Ours_${loss}`, { preset: 'paper' });
      expect(branches).toEqual([paperBranches[loss]]);
      expect({ firstConfidence, hiddenChannels, online }).toEqual({
        firstConfidence: 0.8,
        hiddenChannels: 256,
        online: onlinePresets.paper,
      });
    }
  });

  it('gives alpha, beta and the learning rate to all branches', () => {
    const { branches } = resolved('Ours_ensemble', { alpha: 7, beta: 3, learningRate: 0.5 });
    for (const branch of branches) expect(branch).toMatchObject({ alpha: 7, beta: 3, learningRate: 0.5 });
  });

  it('takes losses and strategies with a plus between them or as a list', () => {
    const overrides = { loss: 'hinge+info3', strategies: 'second+third' };
    expect(resolved('Ours_softmax', { loss: ['hinge', 'info3'], strategies: ['second', 'third'] })).toEqual(
      resolved('Ours_softmax', overrides),
    );
    expect(resolved('Ours_softmax', overrides)).toMatchObject({
      branches: [{ loss: 'hinge' }, { loss: 'info3' }],
      strategies: ['second', 'third'],
    });
  });

  it('changes parts of the online settings and leaves the rest', () => {
    const { online } = resolved('Ours_softmax', { online: { candidates: { count: 7 }, update: { interval: 3 } } });
    const { tuned } = onlinePresets;
    expect(online).toEqual({
      ...tuned,
      candidates: { ...tuned.candidates, count: 7 },
      update: { ...tuned.update, interval: 3 },
    });
  });

  it('takes a setting of several forms whole', () => {
    const context = { rule: 'mdnet', padding: 3 };
    expect(
      resolved('Ours_softmax', { online: { context, failure: { rule: 'fixed', score: 1 } } }).online,
    ).toMatchObject({ context, failure: { rule: 'fixed', score: 1 } });
  });

  it('has the settings of MDNet-N, which knows no strategies', () => {
    const configuration = resolveConfiguration('MDNet-N', { learningRate: 0.25 }) as MdnetConfiguration;
    expect(configuration).toMatchObject({ kind: 'mdnet-n', learningRate: 0.25 });
    expect(() => resolveConfiguration('MDNet-N', { strategies: 'first' })).toThrow(
      'unknown setting of MDNet-N: "strategies"',
    );
  });

  it.each<[Overrides, string]>([
    [{ aplha: 1 }, 'unknown setting of Ours_ensemble: "aplha" (here); did you mean "alpha"?'],
    [{ alpha: -1 }, 'invalid setting of Ours_ensemble: alpha: Too small: expected number to be >=0 (here)'],
    [{ alpha: 'much' }, 'alpha: Invalid input: expected number, received string'],
    [{ learningRate: 0 }, 'learningRate: Too small'],
    [{ firstConfidence: 1 }, 'firstConfidence: no anchor has a confidence above 1: give less (here)'],
    [{ labels: 'none' }, 'labels: Invalid option'],
    [{ backbone: null }, 'missing value: backbone (here); give it one, or leave the setting out'],
    [{ momentum: 1 }, 'momentum: give less than 1'],
    [{ weightDecay: 2 }, 'weightDecay: Too big'],
    [{ learningRate: 1e-320 }, 'learningRate: Too small'],
    [{ initialDeviation: 1e39 }, 'initialDeviation: Too big'],
    [{ preset: 'papr' }, 'unknown preset: "papr" (here); did you mean "paper"?'],
    [{ backbone: 'squeezent' }, 'unknown backbone: "squeezent" (here); did you mean "squeezenet"?'],
    [{ loss: 'softmx' }, 'unknown loss: "softmx" (here); did you mean "softmax"?'],
    [{ loss: [] }, 'missing loss'],
    [{ strategies: 'first+fist' }, 'unknown strategy: "fist" (here); did you mean "first"?'],
    [{ strategies: 'first+first' }, 'invalid strategy: first is given twice (here)'],
    [
      { online: { candidates: { cuont: 3 } } },
      'unknown setting in online.candidates: "cuont" (here); did you mean "count"?',
    ],
    [{ online: { candidates: { count: 1.5 } } }, 'online.candidates.count: Invalid input'],
    [{ online: 3 }, 'online: Invalid input: expected object'],
    [{ online: { context: { rule: 'factor' } } }, 'online.context'],
  ])('refuses %j', (overrides, message) => {
    expect(() => resolved('Ours_ensemble', overrides)).toThrow(InputError);
    expect(() => resolved('Ours_ensemble', overrides)).toThrow(message);
  });

  it('asks for a weight of each part that is used, where there are several', () => {
    expect(() => resolved('Ours_ensemble', { alpha: 0 })).toThrow(
      new InputError(
        'invalid setting of Ours_ensemble: alpha: 0: first would learn nothing',
        'here',
        'give a positive alpha, or leave first out of strategies',
      ),
    );
    expect(() => resolved('Ours_softmax', { strategies: 'first+second+fourth', beta: 0 })).toThrow(
      'beta: 0: second and fourth would learn nothing (here); give a positive beta, or leave second and fourth out',
    );
    expect(() => resolved('Ours_softmax', { alpha: 0, beta: 0 })).toThrow('give a positive beta');
    expect(resolved('Ours_softmax', { strategies: 'second+fourth', alpha: 0 }).branches).toMatchObject([{ alpha: 0 }]);
    expect(resolved('Ours_fourth', { alpha: 0, beta: 0 }).branches).toMatchObject([{ alpha: 0, beta: 0 }]);
  });

  it.each<[Overrides, string]>([
    [
      { candidates: { count: 4, best: 8, refinement: null } },
      'online.candidates.best: 8 of 4 candidates (here); best is at most count plus refinement.count',
    ],
    [{ candidates: { count: 4, best: 8, refinement: { count: 3, translation: 1 } } }, 'best: 8 of 7 candidates'],
    [{ candidates: { scaleStep: 1 } }, 'give a scaleStep above 1, or scaleLook: null'],
    [
      { update: { samples: { negativesAnywhere: 0.8, negativesInScale: 0.25 } } },
      'online.update.samples.negativesInScale: 0.25, where negativesAnywhere is 0.8 (here); both are shares',
    ],
    [
      { firstFrame: { samples: { positiveOverlap: 0.3, negativeOverlap: 0.7 } } },
      'negativeOverlap: 0.7, where positiveOverlap is 0.3: a box could be both (here); negativeOverlap is at most',
    ],
    [
      { candidates: { scaleDeviation: 0.5 } },
      'scaleDeviation: 0.5, where shared maps are searched in one size (here); give maps.searchScales more sizes',
    ],
    [
      { candidates: { scaleLook: { reach: 3 } } },
      'reach: 3, where shared maps are seen in the powers -2, 0, 2 of 1.05 (here); give maps.near.scales from -reach',
    ],
    [{ minibatch: { negatives: 48, minedFrom: 47 } }, 'minedFrom is at least negatives, or null'],
    [{ maps: { near: { scales: [] } } }, 'online.maps.near.scales: Too small'],
    [{ context: { rule: 'mdnet', padding: 1 } }, 'maps are not shared with the context mdnet and the border replicate'],
    [{ border: 'mdnet' }, 'give a context of the rule factor and the border replicate, or maps: null'],
  ])('refuses numbers of the online tracker that do not go together: %j', (online, message) => {
    expect(() => resolved('Ours_softmax', { preset: 'fast', online })).toThrow(message);
  });

  it.each<Overrides>([
    { online: { candidates: { count: 1e9 } } },
    { online: { candidates: { scaleStep: 1e200 } } },
    { online: { firstFrame: { turns: { degrees: Array(400).fill(1) } } } },
    { online: { candidates: { refinement: { count: 1e9, translation: 1 } } } },
    { online: { candidates: { scaleLook: { reach: 1e9 } } } },
    { online: { firstFrame: { samples: { positives: 1e9 } } } },
    { online: { firstFrame: { turns: { negatives: 1e9 } } } },
    { online: { firstFrame: { training: { iterations: 1e9 } } } },
    { online: { update: { samples: { negatives: 1e9 } } } },
    { online: { update: { samples: { negativeScale: 1e9 } } } },
    { online: { minibatch: { positives: 1e9 } } },
    { online: { maps: { anchors: 1e9 } } },
    { online: { maps: { first: { regions: 1e9 } } } },
    { online: { maps: { otherScales: [1e9] } } },
    { hiddenChannels: 1e9 },
  ])('refuses a number that no machine could do: %j', (overrides) => {
    expect(() => resolved('Ours_softmax', { preset: 'fast', ...overrides })).toThrow('Too big');
  });

  it('takes a wider look where shared maps are seen in as many sizes', () => {
    const online = { candidates: { scaleLook: { reach: 4 } }, maps: { near: { scales: [-4, 0, 4] } } };
    expect(resolved('Ours_softmax', { preset: 'fast', online }).online).toMatchObject(online);
  });

  it('takes any number of frames, and of what there is in any case, for all of it', () => {
    const online = { firstFrame: { negativesKept: 1e9 }, update: { interval: 1e9, longMemory: 1e9 } };
    expect(resolved('Ours_softmax', { online }).online).toMatchObject(online);
  });

  it('names the presets that have what this one leaves out, where only a part of it is given', () => {
    const { maps } = onlinePresets.fast;
    expect(() => resolved('Ours_softmax', { online: { maps: { channels: 64 } } })).toThrow(
      new InputError(
        'missing online.maps: the preset has none that could be changed in part',
        'here',
        `choose preset fast, or give all of it: ${Object.keys(maps!).join(', ')}`,
      ),
    );
    expect(() => resolved('Ours_softmax', { online: { maps: { chanels: 64 } } })).toThrow('did you mean "channels"?');
    expect(resolved('Ours_softmax', { online: { maps } }).online.maps).toEqual(maps);
    const paper = (online: Overrides) => () => resolved('Ours_softmax', { preset: 'paper', online });
    expect(paper({ firstFrame: { turns: { isMirrored: false } } })).toThrow('choose preset tuned or light or fast');
    expect(paper({ candidates: { scaleLook: { reach: 3 } } })).toThrow('missing online.candidates.scaleLook');
    expect(paper({ candidates: { translationClip: {} } })).toThrow('translationClip: Invalid input');
  });

  it('refuses any setting of a tracker that has none', () => {
    expect(() => resolveConfiguration('kcf', { alpha: 1 }, 'here')).toThrow(
      'invalid setting of kcf: alpha; it has none',
    );
  });
});

describe('overrideKeys(tracker)', () => {
  it('has all that a configuration has, its branches by what they have in common, and the preset', () => {
    const { kind: _, branches, ...own } = trackingLossSchema.shape;
    expect(overrideKeys('Ours_softmax').toSorted()).toEqual(
      ['preset', ...Object.keys(own), ...Object.keys(branches.element.shape)].toSorted(),
    );
    const { kind: __, ...ofMdnet } = mdnetSchema.shape;
    expect(overrideKeys('MDNet-N').toSorted()).toEqual(['preset', ...Object.keys(ofMdnet)].toSorted());
  });

  it('has what docs/commands.md lists, for MDNet-N what has a star there', async () => {
    const page = await readFile(new URL('../../../docs/commands.md', import.meta.url), 'utf8');
    const [, list] = /^The settings, of which MDNet-N has those with a star.*\n\n((?: {4}.*\n)+)/m.exec(page)!;
    // Names stand before what is said of them; lines that go on with that have none.
    const lines = list!.matchAll(/^ {4}(\w+(?: \*)?(?:, \w+(?: \*)?)*)/gm);
    const names = [...lines].flatMap(([, some]) => some!.split(', '));
    expect(names.map((name) => name.replace(' *', '')).toSorted()).toEqual(overrideKeys('Ours_softmax').toSorted());
    const starred = names.filter((name) => name.endsWith('*')).map((name) => name.replace(' *', ''));
    expect(starred.toSorted()).toEqual(overrideKeys('MDNet-N').toSorted());
  });
});

describe('mergedOverrides(first, second)', () => {
  it('puts the second over the first, inside nested settings too', () => {
    const first = { alpha: 1, online: { candidates: { count: 1, best: 2 }, context: { rule: 'mdnet', padding: 1 } } };
    const second = { beta: 2, online: { candidates: { count: 3 }, context: { rule: 'factor', factor: 2 } } };
    expect(mergedOverrides(first, second)).toEqual({
      alpha: 1,
      beta: 2,
      online: { candidates: { count: 3, best: 2 }, context: { rule: 'factor', factor: 2 } },
    });
  });
});
