import { describe, expect, it } from 'vitest';
import { normalizedGraph } from '../../../../trackers/network/backbones/mapNormalization.ts';
import { lessonBook } from '../../../../trackers/network/compression/lessons.ts';
import { sampleOrder } from '../../../../trackers/network/compression/samples.ts';
import { evaluationGraph, stepGraph, weightsOf } from '../../../../trackers/network/compression/trainingGraph.ts';
import {
  readCheckpoint,
  type TrainingState,
  writeCheckpoint,
} from '../../../../trackers/network/compression/trainingState.ts';
import {
  initialState,
  trainStudent,
  type TrainingPlan,
  type TrainingWatch,
} from '../../../../trackers/network/compression/trainStudent.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { tinyNormalization, tinyStudent, tinyTeacher, tinyWeights, wavyImages } from './tinyPair.ts';

const engine = await onnxruntimeEngine({ device: 'cpu' });
const lesson = { student: tinyStudent, normalization: tinyNormalization, by: 'channel' } as const;
const images = 5;
const samples = 4;
const book = lessonBook({
  images: wavyImages(images),
  seed: 1,
  student: tinyStudent,
  teacher: tinyTeacher,
  session: await engine.compile(normalizedGraph(tinyTeacher, tinyNormalization, 'channel')),
  keptBytes: 1e6,
});
const order = sampleOrder(images, 3, 1);
const sessions = {
  stepSession: await engine.compile(stepGraph(lesson, tinyWeights, samples)),
  evaluationSession: await engine.compile(evaluationGraph(lesson, tinyWeights)),
};
const heldOut = [await book([0, 1, 2, 3, 4].map((image) => ({ image, crop: 99 })))];

const plan = (settings: Partial<TrainingPlan> = {}): TrainingPlan => ({
  names: tinyWeights,
  steps: 24,
  learningRate: 0.02,
  evaluateEvery: 5,
  patience: 100,
  ...sessions,
  lessons: (step) => book(Array.from({ length: samples }, (_, index) => order.at((step - 1) * samples + index))),
  heldOut,
  ...settings,
});
const begin = (of: TrainingPlan) =>
  initialState(of, {
    weights: weightsOf(tinyStudent, tinyWeights),
    request: { seed: 1 },
    normalization: tinyNormalization,
  });

/** Remembers what is kept, as bytes, and stops after so many steps. */
function watcher(stopAfter = Infinity): TrainingWatch & { readonly kept: Uint8Array[] } {
  const kept: Uint8Array[] = [];
  let steps = 0;
  return {
    kept,
    step: () => void steps++,
    point: () => undefined,
    save: async (state) => void kept.push(writeCheckpoint(state)),
    isStopped: () => steps >= stopAfter,
  };
}

const train = async (of: TrainingPlan, from?: TrainingState, watch = watcher()) =>
  trainStudent(of, from ?? (await begin(of)), watch);

describe('trainStudent(plan, state, watch)', () => {
  it('lowers the loss of images that it does not learn from', async () => {
    const { progress } = await train(plan({ steps: 400, evaluateEvery: 100, learningRate: 0.05 }));
    expect(progress.curve.map(({ step }) => step)).toEqual([0, 100, 200, 300, 400]);
    expect(progress.curve[0]!.trainingLoss).toBeNull();
    expect(progress.best.heldOutLoss).toBeLessThan(0.5 * progress.curve[0]!.heldOutLoss);
    expect(progress.ending).toBe('all steps done');
  });

  it('gives the same bytes when it is stopped after any step and goes on from its checkpoint', async () => {
    const undisturbed = writeCheckpoint(await train(plan()));
    for (let stop = 1; stop < 24; stop++) {
      const watch = watcher(stop);
      const stopped = await train(plan(), undefined, watch);
      expect(stopped.progress).toMatchObject({ step: stop, ending: null });
      const from = readCheckpoint(watch.kept.at(-1)!, 'checkpoint');
      expect(Buffer.compare(writeCheckpoint(await train(plan(), from)), undisturbed)).toBe(0);
    }
  });

  it('gives the same bytes from any checkpoint that it kept, as after kill -9', async () => {
    const watch = watcher();
    await train(plan(), undefined, watch);
    const last = watch.kept.at(-1)!;
    expect(watch.kept).toHaveLength(5);
    for (const kept of watch.kept) {
      const resumed = await train(plan(), readCheckpoint(kept, 'checkpoint'));
      expect(Buffer.compare(writeCheckpoint(resumed), last)).toBe(0);
    }
  });

  it('ends early when the held-out loss does not fall any more, and keeps the best weights', async () => {
    const { progress, best, values } = await train(
      plan({ learningRate: 1e-12, patience: 3, evaluateEvery: 2, steps: 100 }),
    );
    expect(progress).toMatchObject({ step: 6, ending: 'no better for long' });
    expect(best.size).toBe(tinyWeights.length);
    expect(values['conv1.weight']!.shape).toEqual([6, 3, 4, 4]);
  });

  it('stops a training that diverges, and keeps the last good state', async () => {
    for (const learningRate of [30, 1e30]) {
      const watch = watcher();
      const { progress, values } = await train(plan({ learningRate, steps: 40 }), undefined, watch);
      expect(progress.ending).toBe('diverged');
      expect(progress.curve.every(({ heldOutLoss }) => Number.isFinite(heldOutLoss))).toBe(true);
      expect(Object.values(values).every(({ data }) => data.every(Number.isFinite))).toBe(true);
      expect(readCheckpoint(watch.kept.at(-1)!, 'checkpoint').progress).toEqual(progress);
      // Given again it says the same, and does nothing.
      expect((await train(plan({ learningRate, steps: 40 }), readCheckpoint(watch.kept.at(-1)!, ''))).progress).toEqual(
        progress,
      );
    }
  });
});

describe('readCheckpoint(bytes, file)', () => {
  it('refuses a file of another kind', () => {
    expect(() => readCheckpoint(new Uint8Array(3), 'a.safetensors')).toThrow('invalid safetensors: 3 bytes');
    const empty = Buffer.from('\u0002\0\0\0\0\0\0\0{}');
    expect(() => readCheckpoint(empty, 'a.safetensors')).toThrow(
      'invalid checkpoint: the file is of another kind or version (a.safetensors); delete it to begin again',
    );
  });
});
