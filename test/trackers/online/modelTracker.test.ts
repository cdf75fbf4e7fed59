import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../datasets/inputError.ts';
import { randomFrom } from '../../../datasets/random.ts';
import { networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';
import { trackerEntry } from '../../../trackers/registry.ts';
import type { Overrides } from '../../../trackers/specification/overrides.ts';
import { specificationOf } from '../../../trackers/specification/parseSpecification.ts';

const networks = networkEnvironment({ device: 'cpu', cache: join(tmpdir(), 'tracking-loss-settings') });
afterAll(() => networks.dispose());

const backbone = { name: 'builtin', inputSize: 41 };

describe('the making of a tracker', () => {
  it.each<[string, Overrides, string]>([
    [
      'Ours_softmax',
      { online: { context: { rule: 'mdnet', padding: 21 } } },
      'invalid padding of the context mdnet: 21',
    ],
    ['Ours_softmax', { preset: 'fast', online: { maps: { reach: 1e6 } } }, 'lower reach of maps'],
    ['Ours_softmax', { preset: 'fast', online: { maps: { near: { scales: [0], reach: 1e6 } } } }, 'pixels a side'],
    ['Ours_softmax', { preset: 'fast', online: { context: { rule: 'factor', factor: 1e-9 } } }, 'larger factor'],
    ['MDNet-N', { preset: 'fast', online: { maps: { anchors: 2 } } }, 'invalid map for MDNet-N: 2 x 2 cells'],
    ['MDNet-N', { preset: 'fast', online: { maps: { anchors: 4 } } }, 'give maps 3 anchors, or 5 and more'],
    ['MDNet-N', { backbone: { ...backbone, inputSize: 16 } }, 'give the backbone an inputSize'],
  ])('says what its backbone has no room for as a mistake in the input: %s%j', async (tracker, settings, message) => {
    const entry = trackerEntry(specificationOf({ tracker, overrides: { backbone, ...settings } }));
    const uncompiled = { ...networks, session: () => Promise.reject(new Error('it is compiled already')) };
    const made = entry.create({ random: randomFrom('settings'), networks: uncompiled, notice: () => undefined });
    await expect(made).rejects.toThrow(InputError);
    await expect(made).rejects.toThrow(message);
  });
});
