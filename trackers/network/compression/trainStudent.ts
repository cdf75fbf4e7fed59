/** @file The loop of a training: steps, looks at the held-out images, checkpoints. Chance and clock are nowhere in it. */
import { learningRateName, lossName, stateNames, targetName, updatedState, differencesName } from './trainingGraph.ts';
import { adamCorrection } from '../losses/adam.ts';
import { imageName } from '../backbones/backbone.ts';
import type { Session } from '../engines/engine.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { LessonBatch } from './lessons.ts';
import { isDivergent, pointsWithoutGain, rateShare } from './schedule.ts';
import type { CurvePoint, Ending, TrainingProgress, TrainingState } from './trainingState.ts';

export interface TrainingPlan {
  /** Of the student's weights. */
  readonly names: readonly string[];
  readonly steps: number;
  /** The highest; it rises and falls with `rateShare`. */
  readonly learningRate: number;
  /** Steps from one look at the held-out images to the next. */
  readonly evaluateEvery: number;
  /** Looks without a better loss after which the training ends. */
  readonly patience: number;
  readonly stepSession: Session;
  readonly evaluationSession: Session;
  /** Of a step, from 1. */
  readonly lessons: (step: number) => Promise<LessonBatch>;
  readonly heldOut: readonly LessonBatch[];
}

export interface TrainingWatch {
  /** After each step. */
  step(step: number, loss: number): void;
  /** After each look at the held-out images. */
  point(point: CurvePoint, isBest: boolean): void;
  /** Keeps a state: after each look, at the end, and when the training is stopped. */
  save(state: TrainingState): Promise<void>;
  /** Asked before each step. */
  isStopped(): boolean;
}

/** What a training begins from: weights, and what is known of it beforehand. */
export interface TrainingStart {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly request: TrainingProgress['request'];
  readonly normalization: TrainingProgress['normalization'];
}

/** The state before the first step: its held-out loss is the first point of the curve. */
export async function initialState(plan: TrainingPlan, start: TrainingStart): Promise<TrainingState> {
  const { weights, request, normalization } = start;
  const values = Object.fromEntries(
    stateNames(plan.names).map((name) => {
      const owner = plan.names.find((weight) => name === weight || name.startsWith(`${weight}.`))!;
      const { shape, data } = weights.get(owner)!;
      return [name, name === owner ? { shape, data } : tensor(shape, new Float32Array(data.length))];
    }),
  );
  const first: CurvePoint = { step: 0, trainingLoss: null, heldOutLoss: await heldOutLoss(plan, values) };
  const progress: TrainingProgress = {
    version: 1,
    request,
    step: 0,
    curve: [first],
    best: first,
    lossSum: 0,
    lossCount: 0,
    normalization,
    ending: null,
  };
  return { progress, values, best: weights };
}

/**
 * Goes on from a state until the steps are done, the held-out loss does not fall any more, the losses grow, or it is stopped.
 * The same plan and state give the same weights, in however many pieces.
 * @returns the state at the end, whose `ending` is null where it was stopped; after a divergence the last good one
 */
export async function trainStudent(
  plan: TrainingPlan,
  from: TrainingState,
  watch: TrainingWatch,
): Promise<TrainingState> {
  const { names, steps, learningRate, evaluateEvery, patience, stepSession, lessons } = plan;
  let state = from;
  let lastGood = from;
  let coming: Promise<LessonBatch> | undefined;
  const diverge = async (): Promise<TrainingState> => {
    await coming?.catch(() => undefined);
    const ended = withEnding(lastGood, 'diverged');
    await watch.save(ended);
    return ended;
  };
  while (state.progress.ending === null) {
    const step = state.progress.step + 1;
    if (watch.isStopped()) {
      await coming?.catch(() => undefined);
      await watch.save(state);
      return state;
    }
    const { image, target } = await (coming ?? lessons(step));
    // The next images are decoded by other threads while this one waits for the network.
    coming = step < steps ? lessons(step + 1) : undefined;
    coming?.catch(() => undefined);
    const rate = learningRate * rateShare(step, steps) * adamCorrection(step);
    const outputs = await stepSession.run({
      ...state.values,
      [imageName]: image,
      [targetName]: target,
      [learningRateName]: tensor([], Float32Array.of(rate)),
    });
    const loss = outputs[lossName]!.data[0]!;
    const { progress } = state;
    if (!Number.isFinite(loss)) return diverge();
    state = {
      ...state,
      values: updatedState(names, outputs),
      progress: { ...progress, step, lossSum: progress.lossSum + loss, lossCount: progress.lossCount + 1 },
    };
    watch.step(step, loss);
    if (step % evaluateEvery !== 0 && step !== steps) continue;
    const trainingLoss = state.progress.lossSum / state.progress.lossCount;
    const point: CurvePoint = { step, trainingLoss, heldOutLoss: await heldOutLoss(plan, state.values) };
    const curve = [...state.progress.curve, point];
    if (isDivergent(curve)) return diverge();
    const isBest = point.heldOutLoss < state.progress.best.heldOutLoss;
    state = {
      values: state.values,
      best: isBest ? new Map(names.map((name) => [name, state.values[name]!])) : state.best,
      progress: {
        ...state.progress,
        curve,
        best: isBest ? point : state.progress.best,
        lossSum: 0,
        lossCount: 0,
        ending: endingAt(step, steps, curve, patience),
      },
    };
    lastGood = state;
    watch.point(point, isBest);
    await watch.save(state);
  }
  await coming?.catch(() => undefined);
  return state;
}

function endingAt(step: number, steps: number, curve: readonly CurvePoint[], patience: number): Ending | null {
  if (step === steps) return 'all steps done';
  return pointsWithoutGain(curve) >= patience ? 'no better for long' : null;
}

function withEnding(state: TrainingState, ending: Ending): TrainingState {
  return { ...state, progress: { ...state.progress, ending } };
}

/** The mean over all held-out samples. */
async function heldOutLoss(
  { names, evaluationSession, heldOut }: TrainingPlan,
  values: Readonly<Record<string, Tensor>>,
): Promise<number> {
  const weights = Object.fromEntries(names.map((name) => [name, values[name]!]));
  let sum = 0;
  let count = 0;
  for (const { image, target } of heldOut) {
    const outputs = await evaluationSession.run({ ...weights, [imageName]: image, [targetName]: target });
    for (const difference of outputs[differencesName]!.data) sum += difference;
    count += image.shape[0]!;
  }
  return sum / count;
}
