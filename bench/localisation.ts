/**
 * @file The offline test that tuned numbers are chosen by: trained on the first frame alone, does a model find the target
 * in later ones, near its true place? No error of one frame reaches the next, so seconds tell what tracking tells in
 * minutes, and with less noise.
 */
import type { Frame } from '../datasets/image.ts';
import type { Rectangle, Region } from '../datasets/region.ts';
import type { Random } from '../datasets/random.ts';
import { boxOverlap } from '../trackers/online/boxOverlap.ts';
import { boxLimits, drawCandidates, meanBox } from '../trackers/online/boxSampling.ts';
import type { FeatureSource, FrameFeatures } from '../trackers/online/featureSource.ts';
import { readFirstSamples } from '../trackers/online/frameSamples.ts';
import type { Heads } from '../trackers/online/heads.ts';
import type { OnlineSettings } from '../trackers/online/onlineSettings.ts';
import { type FrameSamples, trainingSet } from '../trackers/online/sampleMemory.ts';
import { startBox } from '../trackers/startBox.ts';

/** A frame whose target is known: upright box or polygon. */
export interface LocalisationFrame {
  readonly frame: Frame;
  readonly truth: Exclude<Region, { readonly type: 'special' }>;
}

/** What a model is trained on, and where it looks for the target. */
export interface PreparedLocalisation {
  readonly samples: FrameSamples;
  readonly tests: readonly {
    readonly truth: Rectangle;
    readonly candidates: readonly Rectangle[];
    readonly seen: FrameFeatures;
  }[];
}

export interface LocalisationResult {
  /** Overlap of the box that the best candidates give with the true one: the mean over the frames. */
  readonly overlap: number;
  /** The same of the candidates that overlap most: what no scores could exceed by much. */
  readonly attainable: number;
  /** Of the candidates' scores, for telling an overlap above 0.7 from one below 0.5: the mean over the frames. */
  readonly areaUnderCurve: number;
  /** Loss of the last iterations. */
  readonly loss: number;
}

/** Draws training samples of the first frame, and candidates about the true box of each other one. */
export async function prepareLocalisation(
  [first, ...others]: readonly LocalisationFrame[],
  features: FeatureSource,
  settings: OnlineSettings,
  random: Random,
): Promise<PreparedLocalisation> {
  if (first === undefined || others.length === 0) throw new RangeError('a localisation needs two frames or more');
  const image = await first.frame.image();
  const truthOf = ({ truth, frame }: LocalisationFrame): Rectangle =>
    startBox(truth, settings.startBox, image, frame.path);
  const box = truthOf(first);
  const limits = boxLimits(image, box, settings.minimumSideInPixels);
  const samples = await readFirstSamples(features, image, box, settings.firstFrame, limits, random);
  const tests = [];
  for (const other of others) {
    const truth = truthOf(other);
    const candidates = drawCandidates(truth, settings.candidates, 1, limits, random);
    tests.push({ truth, candidates, seen: await features.look(await other.frame.image(), truth, 'search') });
  }
  return { samples, tests };
}

/** Trains fresh heads on the first frame and looks for the target in the others. */
export async function localise(
  { samples, tests }: PreparedLocalisation,
  heads: Heads,
  { firstFrame, candidates: { best } }: OnlineSettings,
): Promise<LocalisationResult> {
  const losses = await heads.train(trainingSet(samples), firstFrame.training);
  const results: { overlap: number; attainable: number; areaUnderCurve: number }[] = [];
  for (const { truth, candidates, seen } of tests) {
    const scored = await (await seen.scoring(heads))(candidates);
    const boxes = scored.map(({ box }) => box);
    const scores = scored.map(({ score }) => score);
    const overlaps = boxes.map((box) => boxOverlap(box, truth));
    results.push({
      overlap: boxOverlap(bestBox(boxes, scores, best), truth),
      attainable: boxOverlap(bestBox(boxes, overlaps, best), truth),
      areaUnderCurve: rankingArea(scores, overlaps),
    });
  }
  return {
    overlap: mean(results.map(({ overlap }) => overlap)),
    attainable: mean(results.map(({ attainable }) => attainable)),
    areaUnderCurve: mean(results.map(({ areaUnderCurve }) => areaUnderCurve).filter(Number.isFinite)),
    loss: mean(losses.slice(-5)),
  };
}

/** The mean of the boxes with the highest values. */
function bestBox(boxes: readonly Rectangle[], values: readonly number[], count: number): Rectangle {
  const order = boxes.map((_, index) => index).toSorted((a, b) => values[b]! - values[a]!);
  return meanBox(order.slice(0, count).map((index) => boxes[index]!));
}

/** How often a candidate on the target scores higher than one beside it; NaN where there is none of either. */
function rankingArea(scores: readonly number[], overlaps: readonly number[]): number {
  const on = scores.filter((_, index) => overlaps[index]! > 0.7);
  const beside = scores.filter((_, index) => overlaps[index]! < 0.5);
  const wins = on.flatMap((one) => beside.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
  return mean(wins);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
