/** @file What is trained online: the values of a model's parameters, how they score maps and how they learn. */
import { InputError } from '../../datasets/inputError.ts';
import type { Random } from '../../datasets/random.ts';
import { batch, type Graph } from '../network/graph.ts';
import { type GraphBuilder, graphBuilder } from '../network/graphBuilder.ts';
import { sgdStep, updatedParameters, velocityName } from '../network/losses/sgd.ts';
import { type Tensor, sizeOf, tensor } from '../network/tensor.ts';
import { deck } from './deck.ts';
import type { NetworkEnvironment } from './networkEnvironment.ts';
import type { OnlineModel, ParameterValues } from './onlineModel.ts';
import type { OnlineSettings } from './onlineSettings.ts';
import { type PackedMaps, type TrainingSet, unpackMap } from './sampleMemory.ts';

type Tensors = Readonly<Record<string, Tensor>>;

export interface TrainingPlan {
  readonly iterations: number;
  readonly learningRateFactor: number;
}

export interface Heads {
  /** [N] for maps [N, channels, rows, columns]. */
  score(maps: Tensor): Promise<Float32Array>;
  /** A score for each sample. */
  scoreSamples(samples: PackedMaps): Promise<readonly number[]>;
  /**
   * Gradient descent on minibatches of the set. Where numbers overflow (a loss or weight that is not finite), the heads start
   * afresh and `fallback`, or else the same plan, is carried out again.
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

const mapsName = 'maps';
const scoresName = 'scores';
const labelsName = 'labels';
const rateName = 'rate';
const lossName = 'loss';

/** Maps that are scored in one run when negatives are mined. */
const mapsPerRun = 128;
const freshStarts = 3;

export async function trainableHeads(options: HeadsOptions): Promise<Heads> {
  const { model, mapShape, minibatch, networks, random, notice } = options;
  const size = minibatch.positives + minibatch.negatives;
  const key = (use: string): string => JSON.stringify([use, mapShape, model.key]);
  const scoring = await networks.session(key('scores'), () => scoringGraph(model, mapShape));
  const step = await networks.session(key(`step of ${minibatch.positives} + ${minibatch.negatives}`), () =>
    stepGraph(model, mapShape, size),
  );
  const names = model.parameters.map(({ name }) => name);
  const mapLength = sizeOf(mapShape);
  const maps = new Float32Array(size * mapLength);
  const labels = tensor(
    [size, 1, 1, 1],
    Float32Array.from({ length: size }, (_, index) => (index < minibatch.positives ? 1 : 0)),
  );
  const fromFirst = {
    positives: Math.round(minibatch.firstFrameShare * minibatch.positives),
    negatives: Math.round(minibatch.firstFrameShare * minibatch.negatives),
  };
  let parameters = initialParameters(model, random);

  const score = async (some: Tensor): Promise<Float32Array> =>
    (await scoring.run({ [mapsName]: some, ...parameters }))[scoresName]!.data;

  const scoreSome = async (samples: Samples, indices: readonly number[]): Promise<readonly number[]> => {
    const scores: number[] = [];
    for (let first = 0; first < indices.length; first += mapsPerRun) {
      const some = indices.slice(first, first + mapsPerRun);
      const numbers = new Float32Array(some.length * mapLength);
      some.forEach((index, i) => samples.unpack(index, numbers, i * mapLength));
      scores.push(...(await score(tensor([some.length, ...mapShape], numbers))));
    }
    return scores;
  };

  const attempt = async (set: TrainingSet, plan: TrainingPlan): Promise<readonly number[] | undefined> => {
    const [positives, negatives] = [set.positives, set.negatives].map(samplesOf) as [Samples, Samples];
    const [nextPositive, nextNegative] = [deck(positives.count, random), deck(negatives.count, random)];
    const [firstPositives, firstNegatives] = [[set.first.positives], [set.first.negatives]].map(samplesOf) as [
      Samples,
      Samples,
    ];
    const [nextFirstPositive, nextFirstNegative] = [
      deck(firstPositives.count, random),
      deck(firstNegatives.count, random),
    ];
    const rate = tensor([], Float32Array.of(model.learningRate * plan.learningRateFactor));
    const losses: number[] = [];
    let state: Tensors = { ...parameters, ...stillVelocities(model) };
    for (let iteration = 0; iteration < plan.iterations; iteration++) {
      for (let i = 0; i < minibatch.positives; i++) {
        if (i < fromFirst.positives) firstPositives.unpack(nextFirstPositive(), maps, i * mapLength);
        else positives.unpack(nextPositive(), maps, i * mapLength);
      }
      const chosen = await chooseNegatives(negatives, nextNegative);
      for (let i = 0; i < minibatch.negatives; i++) {
        const offset = (minibatch.positives + i) * mapLength;
        if (i < fromFirst.negatives) firstNegatives.unpack(nextFirstNegative(), maps, offset);
        else negatives.unpack(chosen[i - fromFirst.negatives]!, maps, offset);
      }
      const outputs = await step.run({
        [mapsName]: tensor([size, ...mapShape], maps),
        [labelsName]: labels,
        [rateName]: rate,
        ...state,
      });
      state = updatedParameters(names, outputs);
      parameters = Object.fromEntries(names.map((name) => [name, state[name]!]));
      losses.push(outputs[lossName]!.data[0]!);
      if (!Number.isFinite(losses.at(-1))) return undefined;
    }
    return names.every((name) => parameters[name]!.data.every(Number.isFinite)) ? losses : undefined;
  };

  /** The next negatives of the deck, or of many of them those with the highest scores. */
  const chooseNegatives = async (negatives: Samples, next: () => number): Promise<readonly number[]> => {
    const wanted = minibatch.negatives - fromFirst.negatives;
    const drawn = Array.from({ length: minibatch.minedFrom ?? wanted }, next);
    if (minibatch.minedFrom === null) return drawn;
    const scores = await scoreSome(negatives, drawn);
    const order = drawn.map((_, index) => index).toSorted((a, b) => scores[b]! - scores[a]!);
    return order.slice(0, wanted).map((index) => drawn[index]!);
  };

  return {
    score,
    scoreSamples: (samples) => scoreSome(samplesOf([samples]), [...Array(samples.count).keys()]),
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
}

interface Samples {
  readonly count: number;
  unpack(index: number, target: Float32Array, offset: number): void;
}

/** Blocks of maps as one row of samples. */
function samplesOf(blocks: readonly PackedMaps[]): Samples {
  const filled = blocks.filter(({ count }) => count > 0);
  return {
    count: filled.reduce((sum, { count }) => sum + count, 0),
    unpack(index, target, offset) {
      let within = index;
      for (const block of filled) {
        if (within < block.count) return unpackMap(block, within, target, offset);
        within -= block.count;
      }
      throw new RangeError(`invalid sample: ${index}`);
    },
  };
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

function scoringGraph(model: OnlineModel, mapShape: readonly number[]): Graph {
  const b = graphBuilder();
  const maps = b.input(mapsName, [batch, ...mapShape]);
  return b.build({ [scoresName]: model.scores(b, maps, parameterInputs(b, model)) });
}

function stepGraph(model: OnlineModel, mapShape: readonly number[], samples: number): Graph {
  const b = graphBuilder();
  const maps = b.input(mapsName, [samples, ...mapShape]);
  const labels = b.input(labelsName, [samples, 1, 1, 1]);
  const learningRate = b.input(rateName, []);
  const parameters = parameterInputs(b, model);
  const loss = model.loss(b, maps, labels, parameters);
  const updates = sgdStep(
    b,
    loss,
    model.parameters.map(({ name, learningRateMultiplier, decayMultiplier }) => ({
      value: parameters[name]!,
      ...(learningRateMultiplier === undefined ? {} : { learningRateMultiplier: learningRateMultiplier(b) }),
      ...(decayMultiplier === undefined ? {} : { decayMultiplier }),
    })),
    { learningRate, momentum: model.momentum, weightDecay: model.weightDecay },
  );
  return b.build({ ...updates, [lossName]: loss });
}

function parameterInputs(b: GraphBuilder, { parameters }: OnlineModel): ParameterValues {
  return Object.fromEntries(parameters.map(({ name, shape }) => [name, b.input(name, shape)]));
}
