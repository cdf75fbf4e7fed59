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
import { deck } from './deck.ts';
import type { FeatureSource, FrameFeatures, ScoredBox } from './featureSource.ts';
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
      const kept = { ...samples, negatives: someMaps(samples.negatives, firstFrame.negativesKept, random) };
      const { longMemory, shortMemory } = update;
      const keepsFirst = settings.minibatch.firstFrameShare > 0;
      const memory = sampleMemory(kept, { longMemory, shortMemory, keepsFirst });
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
      const seen = await features.look(image, target.box, 'search', target.widening);
      const confidence = await move(target, image, seen);
      target.frames++;
      const { memory } = target;
      if (confidence > target.failureScore) {
        target.widening = 1;
        target.sizes?.train(image, target.box);
        const about = await seen.around(target.box, 'samples');
        memory.add(await readSamples(about, features.mapShape, target.box, update.samples, target.limits, random));
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
  async function move(current: Target, image: Image, seen: FrameFeatures): Promise<number> {
    const { limits } = current;
    const score = await seen.scoring(heads);
    const first = await score(drawCandidates(current.box, candidates, current.widening, limits, random));
    const found = bestCandidates(first).box;
    const second = await score(drawRefinement(found, current.box, candidates, limits, random));
    const { box, confidence } = bestCandidates([...first, ...second]);
    const { scaleLook } = candidates;
    const isKept = scaleLook === null || confidence <= current.failureScore;
    current.box = isKept ? box : limitBox(movedBox(box, 0, 0, await growth(box, scaleLook)), limits);
    return confidence;

    async function growth(placed: Rectangle, look: ScaleLook): Promise<number> {
      const expected = current.sizes?.search(image, placed) ?? 1;
      const { stiffness } = look;
      if (stiffness === null) return expected;
      const { scaleStep } = candidates;
      const boxes = scaleBoxes(placed, look, scaleStep).map((one) => limitBox(one, limits));
      const scoreNear = await (await seen.around(placed, 'sizes')).scoring(heads);
      const scores = (await scoreNear(boxes)).map((one) => one.score);
      return scaleStep ** bestPower(scores, { ...look, stiffness }, Math.log(expected) / Math.log(scaleStep));
    }
  }

  function bestCandidates(scored: readonly ScoredBox[]): { readonly box: Rectangle; readonly confidence: number } {
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

/** So many of the maps as chance has it, so that each kind of samples keeps its share. */
function someMaps(maps: PackedMaps, wanted: number, random: Random): PackedMaps {
  const { count, mapLength, bits } = maps;
  if (wanted >= count) return maps;
  const next = deck(count, random);
  const kept = new Uint16Array(wanted * mapLength);
  for (let i = 0; i < wanted; i++) {
    const start = next() * mapLength;
    kept.set(bits.subarray(start, start + mapLength), i * mapLength);
  }
  return { count: wanted, mapLength, bits: kept };
}

function checkSize({ width, height }: Image, { imageWidth, imageHeight }: BoxLimits, where: string): void {
  if (width === imageWidth && height === imageHeight) return;
  throw new InputError(
    `invalid frame: ${width}x${height} pixels, where the first frame has ${imageWidth}x${imageHeight}`,
    where,
    'all frames of a sequence have one size',
  );
}
