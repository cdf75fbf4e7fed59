/**
 * @file MDNet's way of tracking (Nam and Han 2016, section 4), whatever is trained: candidates around the last box are
 * scored, the best ones give the new box, and the frame's own samples train the heads, from time to time and after
 * failures. Features of a frame are computed once, for all branches and heads.
 */
import type { Image } from '../../datasets/image.ts';
import { InputError } from '../../datasets/inputError.ts';
import type { Rectangle } from '../../datasets/region.ts';
import type { Tracker } from '../tracker.ts';
import { type BoxLimits, drawCandidates, drawSamples, limitBox, meanBox } from './boxSampling.ts';
import type { FeatureSource } from './featureSource.ts';
import type { Heads } from './heads.ts';
import type { OnlineSettings, SampleSettings } from './onlineSettings.ts';
import { type FrameSamples, type PackedMaps, packMaps, type SampleMemory, sampleMemory } from './sampleMemory.ts';
import { startBox } from './startBox.ts';
import type { Random } from '../../datasets/random.ts';

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
}

export function onlineTracker(settings: OnlineSettings, { features, heads, random }: OnlineParts): Tracker {
  const { candidates, firstFrame, update, failure } = settings;
  let target: Target | undefined;

  return {
    async initialize(frame, region) {
      const image = await frame.image();
      const first = startBox(region, settings.startBox, image, frame.path);
      const limits: BoxLimits = {
        imageWidth: image.width,
        imageHeight: image.height,
        minimumWidth: Math.min(settings.minimumSideInPixels, first.width),
        minimumHeight: Math.min(settings.minimumSideInPixels, first.height),
      };
      const box = limitBox(first, limits);
      const samples = await extract(image, box, firstFrame.samples, limits);
      await heads.train({ positives: [samples.positives], negatives: [samples.negatives] }, firstFrame.training);
      const memory = sampleMemory(update.longMemory, update.shortMemory);
      memory.add({ ...samples, negatives: firstMaps(samples.negatives, firstFrame.negativesKept) });
      const failureScore = failure.rule === 'fixed' ? failure.score : await scoreBetween(samples, failure.share);
      target = { box, frames: 0, widening: 1, limits, failureScore, memory };
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
        memory.add(await extract(image, target.box, update.samples, target.limits));
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
    const boxes = drawCandidates(current.box, candidates, current.widening, current.limits, random);
    const scores = new Float64Array(boxes.length);
    await features.read(image, boxes, async (maps, first) => scores.set(await heads.score(maps), first));
    const best = [...scores.keys()].toSorted((a, b) => scores[b]! - scores[a]!).slice(0, candidates.best);
    current.box = meanBox(best.map((index) => boxes[index]!));
    return best.reduce((sum, index) => sum + scores[index]!, 0) / best.length;
  }

  async function extract(
    image: Image,
    box: Rectangle,
    sampling: SampleSettings,
    limits: BoxLimits,
  ): Promise<FrameSamples> {
    const { positives, negatives } = drawSamples(box, sampling, limits, random);
    return { positives: await pack(image, positives), negatives: await pack(image, negatives) };
  }

  async function pack(image: Image, boxes: readonly Rectangle[]): Promise<PackedMaps> {
    const mapLength = features.mapShape.reduce((product, dimension) => product * dimension, 1);
    const bits = new Uint16Array(boxes.length * mapLength);
    await features.read(image, boxes, async ({ data }, first) => packMaps(data, bits, first * mapLength));
    return { count: boxes.length, mapLength, bits };
  }

  async function scoreBetween({ positives, negatives }: FrameSamples, share: number): Promise<number> {
    const [low, high] = [await heads.meanScore(negatives), await heads.meanScore(positives)];
    return low + share * (high - low);
  }
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
