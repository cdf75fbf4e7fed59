/** @file What is trained online: the values of a model's parameters, how they score maps and how they learn. */
import { InputError } from '../../datasets/inputError.ts';
import type { Random } from '../../datasets/random.ts';
import { updatedParameters, velocityName } from '../network/losses/sgd.ts';
import { type Tensor, sizeOf, tensor } from '../network/tensor.ts';
import type { Scorer } from './featureSource.ts';
import { minibatches, type Samples, samplesOf } from './minibatches.ts';
import { labelsName, lossName, mapsName, rateName, scoresName, scoringGraph, stepGraph } from './modelGraphs.ts';
import type { NetworkEnvironment } from './networkEnvironment.ts';
import type { OnlineModel } from './onlineModel.ts';
import type { OnlineSettings } from './onlineSettings.ts';
import { roomForMaps } from './roomForMaps.ts';
import type { PackedMaps, TrainingSet } from './sampleMemory.ts';

type Tensors = Readonly<Record<string, Tensor>>;

export interface TrainingPlan {
  readonly iterations: number;
  readonly learningRateFactor: number;
}

export interface Heads extends Scorer {
  /** A score for each sample. */
  scoreSamples(samples: PackedMaps): Promise<readonly number[]>;
  /**
   * Gradient descent on minibatches of the set, from rest. Where numbers overflow (a loss or weight that is not finite), the
   * heads start afresh and `fallback`, or else the same plan, is carried out.
   * @returns the loss of each iteration
   * @throws InputError when they overflow again and again
   */
  train(set: TrainingSet, plan: TrainingPlan, fallback?: TrainingPlan): Promise<readonly number[]>;
}

export interface HeadsOptions {
  readonly model: OnlineModel;
  /** [channels, rows, columns] */
  readonly mapShape: readonly [number, number, number];
  readonly minibatch: OnlineSettings['minibatch'];
  readonly networks: NetworkEnvironment;
  readonly random: Random;
  readonly notice: (text: string) => void;
}

/** Samples that are scored in one run. */
const samplesPerRun = 128;
const freshStarts = 3;

/** @throws InputError for a minibatch that there is no memory for */
export async function trainableHeads(options: HeadsOptions): Promise<Heads> {
  const { model, mapShape, minibatch, networks, random, notice } = options;
  const size = minibatch.positives + minibatch.negatives;
  const mapLength = sizeOf(mapShape);
  const room = roomForMaps(size, mapLength, (numbers) => new Float32Array(numbers));
  const maps = tensor([size, ...mapShape], room);
  const key = (use: string): string => JSON.stringify([use, mapShape, model.key]);
  const scoring = await networks.session(key('scores'), () => scoringGraph(model, mapShape));
  const step = await networks.session(key(`step of ${size}`), () => stepGraph(model, mapShape, size));
  const names = model.parameters.map(({ name }) => name);
  const labels = tensor([size, 1, 1, 1], new Float32Array(size).fill(1, 0, minibatch.positives));
  let parameters = initialParameters(model, random);

  return {
    score,
    async scorePlaces(some) {
      const shape = some.shape.slice(1);
      const use = JSON.stringify(['scores', shape, model.key]);
      const session = await networks.session(use, () => scoringGraph(model, shape));
      return (await session.run({ [mapsName]: some, ...parameters }))[scoresName]!;
    },
    scoreSamples: (packed) => scoreSome(samplesOf([packed]), [...Array(packed.count).keys()]),
    async train(set, plan, fallback = plan) {
      const losses = await attempt(set, plan);
      if (losses !== undefined) return losses;
      for (let start = 1; start <= freshStarts; start++) {
        notice(`the training's loss is not finite: fresh heads, ${start} of at most ${freshStarts} times`);
        parameters = initialParameters(model, random);
        const again = await attempt(set, fallback);
        if (again !== undefined) return again;
      }
      throw new InputError(
        `invalid training: the loss is not finite after ${freshStarts} fresh starts`,
        undefined,
        'lower learningRate, or the learningRateFactor of the training',
      );
    },
  };

  async function score(some: Tensor): Promise<Float32Array> {
    return (await scoring.run({ [mapsName]: some, ...parameters }))[scoresName]!.data;
  }

  async function scoreSome(samples: Samples, indices: readonly number[]): Promise<readonly number[]> {
    const scores: number[] = [];
    for (let first = 0; first < indices.length; first += samplesPerRun) {
      const some = indices.slice(first, first + samplesPerRun);
      const numbers = new Float32Array(some.length * mapLength);
      some.forEach((index, i) => samples.unpack(index, numbers, i * mapLength));
      scores.push(...(await score(tensor([some.length, ...mapShape], numbers))));
    }
    return scores;
  }

  /** Undefined where numbers overflowed. */
  async function attempt(set: TrainingSet, plan: TrainingPlan): Promise<readonly number[] | undefined> {
    const fill = minibatches(set, minibatch, mapLength, random, scoreSome);
    const rate = tensor([], Float32Array.of(model.learningRate * plan.learningRateFactor));
    const losses: number[] = [];
    let state: Tensors = { ...parameters, ...stillVelocities(model) };
    for (let iteration = 0; iteration < plan.iterations; iteration++) {
      await fill(maps.data);
      const outputs = await step.run({ [mapsName]: maps, [labelsName]: labels, [rateName]: rate, ...state });
      state = updatedParameters(names, outputs);
      parameters = Object.fromEntries(names.map((name) => [name, state[name]!]));
      losses.push(outputs[lossName]!.data[0]!);
      if (!Number.isFinite(losses.at(-1))) return undefined;
    }
    return names.every((name) => parameters[name]!.data.every(Number.isFinite)) ? losses : undefined;
  }
}

function initialParameters({ parameters }: OnlineModel, random: Random): Tensors {
  return Object.fromEntries(
    parameters.map(({ name, shape, mean, deviation }) => {
      const data = new Float32Array(sizeOf(shape)).fill(mean);
      if (deviation > 0) for (let i = 0; i < data.length; i++) data[i] = mean + deviation * random.gaussian();
      return [name, tensor(shape, data)];
    }),
  );
}

function stillVelocities({ parameters }: OnlineModel): Tensors {
  return Object.fromEntries(
    parameters.map(({ name, shape }) => [velocityName(name), tensor(shape, new Float32Array(sizeOf(shape)))]),
  );
}
