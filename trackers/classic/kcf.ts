import type { Image } from '../../datasets/image.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { initialBox } from '../initialBox.ts';
import type { Tracker } from '../tracker.ts';
import type { CorrelationFilter } from './correlationFilter.ts';
import { hogChannels, hogStride } from './fhog.ts';
import { type HogWindow, type HogWindowParameters, hogWindow } from './hogWindow.ts';
import { imagePyramid } from './imagePyramid.ts';
import { kernelCorrelationFilter } from './kernelCorrelationFilter.ts';
import { responsePeak } from './responsePeak.ts';
import { growBox, moveBox, rectangleOf, type ScaledBox, scaledBox } from './scaledBox.ts';
import { dsstParameters, type ScaleFilter, type ScaleFilterParameters, scaleFilter } from './scaleFilter.ts';

export interface KcfParameters {
  readonly window: HogWindowParameters;
  /** Bandwidth of the Gaussian kernel. */
  readonly kernelSigma: number;
  /** Weight of the ridge. */
  readonly regularization: number;
  /** Bandwidth of the wanted response over the square root of the target's area. */
  readonly labelSigmaFactor: number;
  /** Weight of a new frame in the model. */
  readonly learningRate: number;
  readonly scale: ScaleFilterParameters;
  /** The window never shrinks below this many image pixels a side. */
  readonly minimumWindowInPixels: number;
}

/**
 * The published parameters: of KCF those of the authors' run_tracker.m for HOG (Henriques et al. 2015, table 2), of the
 * scale filter and the smallest window those of DSST (Danelljan et al. 2014, the authors' run_tracker.m and dsst.m).
 * Ours are the limits of the window's resolution: KCF halves targets of 100 pixels and more and enlarges none.
 */
export const kcfParameters: KcfParameters = {
  window: { padding: 1.5, cellSize: 4, maximumSide: 80, minimumSide: 20, minimumCells: 8 },
  kernelSigma: 0.5,
  regularization: 1e-4,
  labelSigmaFactor: 0.1,
  learningRate: 0.02,
  scale: dsstParameters,
  minimumWindowInPixels: 5,
};

/** What is known of the target once it is initialised. */
interface Target {
  readonly box: ScaledBox;
  readonly window: HogWindow;
  readonly filter: CorrelationFilter;
  readonly scales: ScaleFilter;
}

/**
 * The kernelised correlation filter: finds the peak of the filter's response about the last place, then the target's
 * scale there, then learns from the new place. Confidence is the height of the peak, about 1 for a perfect fit.
 */
export function kcfTracker(parameters: KcfParameters = kcfParameters): Tracker {
  let target: Target | undefined;
  return {
    async initialize(frame, region) {
      const image = await frame.image();
      target = start(parameters, initialBox(region, image, frame.path));
      learn(target, image, 1);
    },
    async track(frame) {
      if (target === undefined) throw new Error('kcf tracks before it is initialised');
      const image = await frame.image();
      const confidence = move(target, image);
      resize(target, image, parameters.minimumWindowInPixels);
      learn(target, image, parameters.learningRate);
      return { region: rectangleOf(target.box), confidence };
    },
    async dispose() {
      target = undefined;
    },
  };
}

function start(parameters: KcfParameters, box: Rectangle): Target {
  const pyramid = imagePyramid(1);
  const window = hogWindow(parameters.window, box, pyramid);
  return {
    box: scaledBox(box),
    window,
    filter: kernelCorrelationFilter({
      rows: window.rows,
      columns: window.columns,
      stride: hogStride,
      channels: hogChannels,
      kernelSigma: parameters.kernelSigma,
      regularization: parameters.regularization,
      labelSigma: (Math.sqrt(box.width * box.height) * parameters.labelSigmaFactor) / window.cellInPixels,
    }),
    scales: scaleFilter(parameters.scale, box, pyramid),
  };
}

/** Moves the target's middle to the peak of the response; returns the peak's height. */
function move({ box, window, filter }: Target, image: Image): number {
  const features = window.extract(image, box.centreX, box.centreY, box.scale);
  const peak = responsePeak(filter.respond(features), window.rows, window.columns);
  const cell = window.cellInPixels * box.scale;
  moveBox(box, peak.columns * cell, peak.rows * cell, image);
  return peak.value;
}

/** Gives the target the size that its scale filter finds. */
function resize({ box, window, scales }: Target, image: Image, minimumWindowInPixels: number): void {
  const shorterSide = Math.min(window.rows, window.columns) * window.cellInPixels;
  growBox(box, scales.search(image, rectangleOf(box)), image, shorterSide, minimumWindowInPixels);
}

function learn({ box, window, filter, scales }: Target, image: Image, rate: number): void {
  filter.train(window.extract(image, box.centreX, box.centreY, box.scale), rate);
  scales.train(image, rectangleOf(box));
}
