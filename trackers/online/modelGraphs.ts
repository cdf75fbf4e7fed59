/** @file A model as graphs: one scores maps, one is a step of gradient descent. */
import { batch, type Graph } from '../network/graph.ts';
import { type GraphBuilder, graphBuilder } from '../network/graphBuilder.ts';
import { sgdStep } from '../network/losses/sgd.ts';
import type { OnlineModel, ParameterValues } from './onlineModel.ts';

/** Names of inputs and outputs; each parameter and velocity has its own besides. */
export const mapsName = 'maps';
export const scoresName = 'scores';
export const labelsName = 'labels';
export const rateName = 'rate';
export const lossName = 'loss';

/** Maps [N, channels, rows, columns] and parameters to scores [N]. */
export function scoringGraph(model: OnlineModel, mapShape: readonly number[]): Graph {
  const b = graphBuilder();
  const maps = b.input(mapsName, [batch, ...mapShape]);
  return b.build({ [scoresName]: model.scores(b, maps, parameterInputs(b, model)) });
}

/** A step on so many samples: maps, labels, rate, parameters and velocities to the loss and all of the latter, updated. */
export function stepGraph(model: OnlineModel, mapShape: readonly number[], samples: number): Graph {
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
