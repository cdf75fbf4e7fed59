/**
 * @file The one-dimensional scale filter of DSST: a linear correlation filter over the target's features at a row of
 * scales, which answers how much the target has grown. M. Danelljan et al., Accurate Scale Estimation for Robust Visual
 * Tracking, BMVC 2014, section 3.2; parameters of the authors' run_tracker.m.
 */

import type { Image } from '../../datasets/image.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { fhog, hogStride } from './fhog.ts';
import { fourier } from './fourier.ts';
import { type ImagePyramid, levelFor } from './imagePyramid.ts';
import { emptyPlanes } from './pixelPlanes.ts';
import { parabolaPeak } from './responsePeak.ts';
import { circularGaussian, hannWindow } from './windows.ts';

export interface ScaleFilterParameters {
  /** Number of scales, odd: as many smaller as larger than the present one. */
  readonly scales: number;
  /** From one scale to the next. */
  readonly step: number;
  /** Bandwidth of the wanted response over the square root of the number of scales. */
  readonly labelSigmaFactor: number;
  readonly regularization: number;
  readonly learningRate: number;
  /** The target is shrunk to this many pixels at most before its features are taken. */
  readonly maximumArea: number;
  readonly cellSize: number;
}

/** Danelljan et al. 2014, the authors' run_tracker.m. */
export const dsstParameters: ScaleFilterParameters = {
  scales: 33,
  step: 1.02,
  labelSigmaFactor: 1 / 4,
  regularization: 1e-2,
  learningRate: 0.025,
  maximumArea: 512,
  cellSize: 4,
};

export interface ScaleFilter {
  /** Learns that the box, about its middle, has the target's size. The first call sets the model. */
  train(image: Image, box: Rectangle): void;
  /** By how much the box must grow, about its middle, to have the target's size. */
  search(image: Image, box: Rectangle): number;
}

/** @param pyramid cuts the patches; loaded anew by each call */
export function scaleFilter(
  { scales, step, labelSigmaFactor, regularization, learningRate, maximumArea, cellSize }: ScaleFilterParameters,
  target: { readonly width: number; readonly height: number },
  pyramid: ImagePyramid,
): ScaleFilter {
  const shrink = Math.min(1, Math.sqrt(maximumArea / (target.width * target.height)));
  const columns = Math.max(cellSize, Math.floor(target.width * shrink));
  const rows = Math.max(cellSize, Math.floor(target.height * shrink));
  const hog = fhog(rows, columns, cellSize);
  const planes = emptyPlanes(pyramid.planeCount, rows * columns);
  const dimensions = hog.cellRows * hog.cellColumns * hogStride;
  const features = new Float64Array(dimensions);
  const samples = new Float64Array(scales * dimensions);
  const scratch = new Float64Array(scales * dimensions);
  const plan = fourier(scales);
  const middle = (scales - 1) / 2;
  const window = hannWindow(scales);
  const factors = Float64Array.from({ length: scales }, (_, i) => step ** (i - middle));
  const labels = realSpectrum(circularGaussian(scales, Math.sqrt(scales) * labelSigmaFactor));

  let trained = false;
  const numerator = new Float64Array(scales * dimensions);
  const denominator = new Float64Array(scales);
  const response = new Float64Array(2 * scales);
  const responseScratch = new Float64Array(2 * scales);

  /** The spectra, over the scales, of the box's windowed features, into `samples`; two features make a complex number. */
  function transformSamples(image: Image, box: Rectangle): void {
    const centreX = box.x + box.width / 2;
    const centreY = box.y + box.height / 2;
    const widest = factors[scales - 1]!;
    const reach = { width: box.width * widest, height: box.height * widest };
    const level = levelFor(Math.min(box.width / columns, box.height / rows));
    pyramid.load(
      image,
      { type: 'rectangle', x: centreX - reach.width / 2, y: centreY - reach.height / 2, ...reach },
      level,
    );
    for (let scale = 0; scale < scales; scale++) {
      const stepX = (box.width * factors[scale]!) / columns;
      const stepY = (box.height * factors[scale]!) / rows;
      pyramid.sample({ centreX, centreY, stepX, stepY, columns, rows }, planes);
      hog.extract(planes, features);
      const weight = window[scale]!;
      const start = scale * dimensions;
      for (let i = 0; i < dimensions; i++) samples[start + i] = weight * features[i]!;
    }
    plan.forward(samples, scratch, dimensions / 2);
  }

  return {
    train(image, box) {
      transformSamples(image, box);
      const rate = trained ? learningRate : 1;
      for (let k = 0; k < scales; k++) {
        const label = labels[k]!;
        for (let i = k * dimensions; i < (k + 1) * dimensions; i++) {
          numerator[i]! += rate * (label * samples[i]! - numerator[i]!);
        }
        const energy = (blockEnergy(k) + blockEnergy((scales - k) % scales)) / 2;
        denominator[k]! += rate * (energy - denominator[k]!);
      }
      trained = true;
    },
    search(image, box) {
      transformSamples(image, box);
      for (let k = 0; k < scales; k++) {
        let re = 0;
        let im = 0;
        for (let i = k * dimensions; i < (k + 1) * dimensions; i += 2) {
          re += samples[i]! * numerator[i]! + samples[i + 1]! * numerator[i + 1]!;
          im += samples[i + 1]! * numerator[i]! - samples[i]! * numerator[i + 1]!;
        }
        response[2 * k] = re / (denominator[k]! + regularization);
        response[2 * k + 1] = im / (denominator[k]! + regularization);
      }
      plan.inverse(response, responseScratch, 1);
      let best = 0;
      for (let k = 1; k < scales; k++) if (response[2 * k]! > response[2 * best]!) best = k;
      const before = response[2 * ((best + scales - 1) % scales)]!;
      const after = response[2 * ((best + 1) % scales)]!;
      const displacement = (best > middle ? best - scales : best) + parabolaPeak(before, response[2 * best]!, after);
      return step ** displacement;
    },
  };

  /** Sum over the features of their power at one frequency, the pairs of features not yet told apart. */
  function blockEnergy(k: number): number {
    let sum = 0;
    for (let i = k * dimensions; i < (k + 1) * dimensions; i++) sum += samples[i]! * samples[i]!;
    return sum;
  }
}

/** The spectrum of a signal that is symmetric about its first place: real. */
function realSpectrum(signal: Float64Array): Float64Array {
  const numbers = new Float64Array(2 * signal.length);
  for (let i = 0; i < signal.length; i++) numbers[2 * i] = signal[i]!;
  fourier(signal.length).forward(numbers, new Float64Array(numbers.length), 1);
  return numbers.filter((_, i) => i % 2 === 0);
}
