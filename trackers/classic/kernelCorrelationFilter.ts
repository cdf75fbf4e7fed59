/**
 * @file The kernelised correlation filter on features: ridge regression over all circular shifts of a patch, in the
 * Fourier domain. J. F. Henriques et al., High-Speed Tracking with Kernelized Correlation Filters, PAMI 2015: kernel
 * (eq. 31, with the division by the number of elements of the authors' gaussian_correlation.m), training (17),
 * detection (22), and the linear interpolation of both parts of the model (section 8.2).
 */

import { channelFourier } from './channelFourier.ts';
import type { CorrelationFilter } from './correlationFilter.ts';
import { realFourier2d } from './realFourier2d.ts';
import { gaussianLabels } from './windows.ts';

export interface KernelCorrelationFilterParameters {
  readonly rows: number;
  readonly columns: number;
  /** Numbers a cell takes in memory (even), and how many of them are features. */
  readonly stride: number;
  readonly channels: number;
  /** Bandwidth of the Gaussian kernel. */
  readonly kernelSigma: number;
  /** Weight of the ridge. */
  readonly regularization: number;
  /** Bandwidth of the wanted response, in cells. */
  readonly labelSigma: number;
}

export function kernelCorrelationFilter({
  rows,
  columns,
  stride,
  channels,
  kernelSigma,
  regularization,
  labelSigma,
}: KernelCorrelationFilterParameters): CorrelationFilter {
  const picture = realFourier2d(rows, columns);
  const cells = channelFourier(picture, stride);
  const spectrum = new Float64Array(picture.spectrumLength);
  const response = new Float64Array(rows * columns);
  const labels = new Float64Array(picture.spectrumLength);
  picture.forward(gaussianLabels(rows, columns, labelSigma), labels);

  let trained = false;
  const modelFeatures = new Float64Array(rows * columns * stride);
  // The coefficients' spectrum is real: kernel and labels are symmetric about the first place.
  const modelCoefficients = new Float64Array(picture.spectrumLength / 2);

  /** The spectrum of the Gaussian kernel between `a` and `b` at every displacement, into `spectrum`. */
  function kernel(a: Float64Array, b: Float64Array): void {
    const energy = cells.energy(a) + cells.energy(b);
    const exponent = -1 / (kernelSigma * kernelSigma * rows * columns * channels);
    cells.crossCorrelate(a, b, spectrum);
    picture.inverse(spectrum, response);
    for (let i = 0; i < response.length; i++) {
      response[i] = Math.exp(exponent * Math.max(0, energy - 2 * response[i]!));
    }
    picture.forward(response, spectrum);
  }

  return {
    train(features, rate) {
      cells.forward(features);
      kernel(features, features);
      const weight = trained ? rate : 1;
      for (let i = 0; i < modelCoefficients.length; i++) {
        const coefficient = labels[2 * i]! / (spectrum[2 * i]! + regularization);
        modelCoefficients[i]! += weight * (coefficient - modelCoefficients[i]!);
      }
      for (let i = 0; i < modelFeatures.length; i++) {
        modelFeatures[i]! += weight * (features[i]! - modelFeatures[i]!);
      }
      trained = true;
    },
    respond(features) {
      cells.forward(features);
      kernel(features, modelFeatures);
      for (let i = 0; i < modelCoefficients.length; i++) {
        spectrum[2 * i]! *= modelCoefficients[i]!;
        spectrum[2 * i + 1]! *= modelCoefficients[i]!;
      }
      picture.inverse(spectrum, response);
      return response;
    },
  };
}
