/**
 * @file MDNet's way of tracking (Nam and Han 2016, section 4), whatever is trained: candidates around the last box are
 * scored, the best ones give the new box, and the frame's own samples train the heads, from time to time and after
 * failures. Features of a frame are computed once, for all branches and heads.
 */
import type { Image } from '../../datasets/image.ts';
import { InputError } from '../../datasets/inputError.ts';
import type { Random } from '../../datasets/random.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { imagePyramid } from '../classic/imagePyramid.ts';
import { dsstParameters, type ScaleFilter, scaleFilter } from '../classic/scaleFilter.ts';
import type { Tracker } from '../tracker.ts';
import {
  type BoxLimits,
  boxLimits,
  drawCandidates,
  drawRefinement,
  limitBox,
  meanBox,
  movedBox,
} from './boxSampling.ts';
import type { FeatureSource } from './featureSource.ts';
import { readFirstSamples, readSamples } from './frameSamples.ts';
import type { Heads } from './heads.ts';
import type { OnlineSettings } from './onlineSettings.ts';
import { bestPower, type ScaleLook, scaleBoxes } from './scaleLook.ts';
import { type FrameSamples, type PackedMaps, type SampleMemory, sampleMemory, trainingSet } from './sampleMemory.ts';
import { startBox } from '../startBox.ts';

export interface OnlineParts {
  readonly features: FeatureSource;
  readonly heads: Heads;
  readonly random: Random;
}

interface Candidate {
  readonly box: Rectangle;
  readonly score: number;
}

/** What is known of the target once it is initialised. */
interface Target {
  box: Rectangle;
  /** Frames since the first. */
  frames: number;
  /** Times the deviation of the candidates. */
  widening: number;
  readonly limits: BoxLimits;
  readonly failureScore: number;
  readonly memory: SampleMemory;
  /** What expects a size; undefined where the last size is expected. */
  readonly sizes: ScaleFilter | undefined;
}

export function onlineTracker(settings: OnlineSettings, { features, heads, random }: OnlineParts): Tracker {
  const { candidates, firstFrame, update, failure } = settings;
  let target: Target | undefined;

  return {
    async initialize(frame, region) {
      const image = await frame.image();
      const first = startBox(region, settings.startBox, image, frame.path);
      const limits = boxLimits(image, first, settings.minimumSideInPixels);
      const box = limitBox(first, limits);
      const samples = await readFirstSamples(features, image, box, firstFrame, limits, random);
      await heads.train(trainingSet(samples), firstFrame.training);
      const kept = { ...samples, negatives: firstMaps(samples.negatives, firstFrame.negativesKept) };
      const memory = sampleMemory(kept, update.longMemory, update.shortMemory);
      const failureScore = failure.rule === 'fixed' ? failure.score : await scoreBetween(samples, failure.share);
      const sizes =
        candidates.scaleLook?.expectation === 'filter' ? scaleFilter(dsstParameters, box, imagePyramid(1)) : undefined;
      sizes?.train(image, box);
      target = { box, frames: 0, widening: 1, limits, failureScore, memory, sizes };
    },

    async track(frame) {
      if (target === undefined) throw new Error('the tracker tracks before it is initialised');
      const image = await frame.image();
      checkSize(image, target.limits, frame.path);
      const confidence = await move(target, image);
      target.frames++;
      const { memory } = target;
      if (confidence > target.failureScore) {
        target.widening = 1;
        target.sizes?.train(image, target.box);
        memory.add(await readSamples(features, image, target.box, update.samples, target.limits, random));
        if (target.frames % update.interval === 0) {
          await heads.train(memory.longTerm(), update.training, firstFrame.training);
        }
      } else {
        target.widening = Math.min(candidates.wideningLimit, target.widening * candidates.wideningFactor);
        await heads.train(memory.shortTerm(), update.training, firstFrame.training);
      }
      return { region: target.box, confidence };
    },

    async dispose() {
      target = undefined;
    },
  };

  /** Moves the target to the mean of the best candidates; returns their mean score. */
  async function move(current: Target, image: Image): Promise<number> {
    const { limits } = current;
    const wide = drawCandidates(current.box, candidates, current.widening, limits, random);
    const first = await score(image, wide);
    const found = bestCandidates(first).box;
    const second = await score(image, drawRefinement(found, current.box, candidates, limits, random));
    const { box, confidence } = bestCandidates([...first, ...second]);
    const { scaleLook } = candidates;
    const isKept = scaleLook === null || confidence <= current.failureScore;
    current.box = isKept ? box : await rescaled(box, scaleLook);
    return confidence;

    async function rescaled(placed: Rectangle, look: ScaleLook): Promise<Rectangle> {
      const boxes = scaleBoxes(placed, look, candidates.scaleStep).map((one) => limitBox(one, limits));
      const scores = (await score(image, boxes)).map((one) => one.score);
      const growth = current.sizes?.search(image, placed) ?? 1;
      const expected = Math.log(growth) / Math.log(candidates.scaleStep);
      return limitBox(movedBox(placed, 0, 0, candidates.scaleStep ** bestPower(scores, look, expected)), limits);
    }
  }

  async function score(image: Image, boxes: readonly Rectangle[]): Promise<Candidate[]> {
    const scored: Candidate[] = [];
    await features.read(image, boxes, async (maps, first) => {
      const scores = await heads.score(maps);
      scores.forEach((score, index) => scored.push({ box: boxes[first + index]!, score }));
    });
    return scored;
  }

  function bestCandidates(scored: readonly Candidate[]): { readonly box: Rectangle; readonly confidence: number } {
    const best = scored.toSorted((a, b) => b.score - a.score).slice(0, candidates.best);
    return { box: meanBox(best.map(({ box }) => box)), confidence: mean(best.map(({ score }) => score)) };
  }

  async function scoreBetween({ positives, negatives }: FrameSamples, share: number): Promise<number> {
    const [low, high] = [mean(await heads.scoreSamples(negatives)), mean(await heads.scoreSamples(positives))];
    return low + share * (high - low);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function firstMaps({ count, mapLength, bits }: PackedMaps, kept: number): PackedMaps {
  const left = Math.min(count, kept);
  return { count: left, mapLength, bits: bits.slice(0, left * mapLength) };
}

function checkSize({ width, height }: Image, { imageWidth, imageHeight }: BoxLimits, where: string): void {
  if (width === imageWidth && height === imageHeight) return;
  throw new InputError(
    `invalid frame: ${width}x${height} pixels, where the first frame has ${imageWidth}x${imageHeight}`,
    where,
    'all frames of a sequence have one size',
  );
}
