import { afterAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { InputError } from '../../../datasets/inputError.ts';
import { type Heads, trainableHeads } from '../../../trackers/online/heads.ts';
import { networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';
import { packMaps, type PackedMaps, trainingSet } from '../../../trackers/online/sampleMemory.ts';
import { paperBranches } from '../../../trackers/tracking-loss/configuration.ts';
import { trackingLossModel } from '../../../trackers/tracking-loss/trackingLossModel.ts';

const networks = networkEnvironment({ device: 'cpu', cache: 'none' });
afterAll(() => networks.dispose());

const model = trackingLossModel(
  {
    branches: [{ ...paperBranches.softmax, learningRate: 0.1 }],
    strategies: ['first', 'fourth'],
    firstConfidence: 0.7,
    labels: 'sample',
    centreShare: 0.5,
    reduction: 'mean',
    hiddenChannels: 4,
    initialDeviation: 0.1,
    momentum: 0.9,
    weightDecay: 0.0005,
  },
  { rows: 6, columns: 6, sizeInPixels: 40, strideInPixels: 8 },
  2,
);

const mapLength = 2 * 6 * 6;

/** Maps about a mean of their own. */
function samples(count: number, mean: number, seed: number): PackedMaps {
  const random = randomFrom('samples', seed);
  const bits = new Uint16Array(count * mapLength);
  packMaps(
    Float32Array.from(bits, () => mean + random.gaussian()),
    bits,
    0,
  );
  return { count, mapLength, bits };
}

const set = trainingSet({ positives: samples(12, 0.8, 1), negatives: samples(30, -0.8, 2) });

async function headsWith(notices: string[] = []): Promise<Heads> {
  return trainableHeads({
    model,
    mapShape: [2, 6, 6],
    minibatch: { positives: 4, negatives: 8, minedFrom: null, firstFrameShare: 0 },
    networks,
    random: randomFrom('heads'),
    notice: (text) => notices.push(text),
  });
}

describe('trainableHeads(options)', () => {
  it('learn to score samples of the target above the others', async () => {
    const heads = await headsWith();
    const losses = await heads.train(set, { iterations: 30, learningRateFactor: 1 });
    expect(losses).toHaveLength(30);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 3);
    const [on, beside] = [await heads.scoreSamples(samples(9, 0.8, 3)), await heads.scoreSamples(samples(9, -0.8, 4))];
    expect(Math.min(...on)).toBeGreaterThan(Math.max(...beside));
  });

  it('learn the same from the same chance', async () => {
    const losses = [await headsWith(), await headsWith()].map((heads) =>
      heads.train(set, { iterations: 5, learningRateFactor: 1 }),
    );
    expect(await losses[0]).toEqual(await losses[1]);
  });

  it('start afresh where the loss is no longer finite, and say so', async () => {
    const notices: string[] = [];
    const heads = await headsWith(notices);
    const losses = await heads.train(
      set,
      { iterations: 30, learningRateFactor: 1e30 },
      { iterations: 30, learningRateFactor: 1 },
    );
    expect(notices).toEqual(["the training's loss is not finite: fresh heads, 1 of at most 3 times"]);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect((await heads.scoreSamples(samples(3, 0.8, 5))).every(Number.isFinite)).toBe(true);
  });

  it('give up after three fresh starts, with the setting to change', async () => {
    const notices: string[] = [];
    const heads = await headsWith(notices);
    const hopeless = heads.train(set, { iterations: 30, learningRateFactor: 1e30 });
    await expect(hopeless).rejects.toThrow(InputError);
    await expect(hopeless).rejects.toThrow('lower learningRate');
    expect(notices).toHaveLength(3);
  });

  it('say a minibatch that does not fit into memory as a mistake in the settings, before they are compiled', async () => {
    const made = trainableHeads({
      model,
      mapShape: [2, 6, 6],
      minibatch: { positives: 2 ** 40, negatives: 8, minedFrom: null, firstFrameShare: 0 },
      networks: { ...networks, session: () => Promise.reject(new Error('it is compiled already')) },
      random: randomFrom('large'),
      notice: () => {},
    });
    await expect(made).rejects.toThrow(InputError);
    await expect(made).rejects.toThrow('invalid number of samples');
  });

  it('are compiled once for all trackers of an environment', async () => {
    let compiled = 0;
    const counting = {
      ...networks,
      session: (key: string, graph: Parameters<typeof networks.session>[1]) =>
        networks.session(key, () => {
          compiled++;
          return graph();
        }),
    };
    await headsWith();
    await trainableHeads({
      model,
      mapShape: [2, 6, 6],
      minibatch: { positives: 4, negatives: 8, minedFrom: null, firstFrameShare: 0 },
      networks: counting,
      random: randomFrom('again'),
      notice: () => {},
    });
    expect(compiled).toBe(0);
  });
});
