/**
 * @file The linear correlation filter on features: ridge regression of one filter over all channels and all circular
 * shifts of a patch, in the Fourier domain (Bertinetto et al., Staple, CVPR 2016, section 3.2; Bolme et al., CVPR 2010).
 * Numerator and denominator are running means of their own. The numerator is the labels times the mean of the features,
 * because the labels are always the same.
 */

import { channelFourier } from './channelFourier.ts';
import type { CorrelationFilter } from './correlationFilter.ts';
import { realFourier2d } from './realFourier2d.ts';
import { gaussianLabels } from './windows.ts';

export interface LinearCorrelationFilterParameters {
  readonly rows: number;
  /** Even. */
  readonly columns: number;
  /** Features of a cell, an even number. */
  readonly channels: number;
  /** Weight of the ridge, beside the sum over the channels of the power at a frequency. */
  readonly regularization: number;
  /** Bandwidth of the wanted response, in cells. */
  readonly labelSigma: number;
}

export function linearCorrelationFilter({
  rows,
  columns,
  channels,
  regularization,
  labelSigma,
}: LinearCorrelationFilterParameters): CorrelationFilter {
  const picture = realFourier2d(rows, columns);
  const cells = channelFourier(picture, channels);
  const spectrum = new Float64Array(picture.spectrumLength);
  const response = new Float64Array(rows * columns);
  const labels = new Float64Array(picture.spectrumLength);
  picture.forward(gaussianLabels(rows, columns, labelSigma), labels);

  let trained = false;
  const meanFeatures = new Float64Array(rows * columns * channels);
  const meanPower = new Float64Array(picture.spectrumLength / 2);

  return {
    train(features, rate) {
      const weight = trained ? rate : 1;
      cells.forward(features);
      for (let i = 0; i < meanFeatures.length; i++) meanFeatures[i]! += weight * (features[i]! - meanFeatures[i]!);
      cells.crossCorrelate(features, features, spectrum);
      for (let i = 0; i < meanPower.length; i++) meanPower[i]! += weight * (spectrum[2 * i]! - meanPower[i]!);
      trained = true;
    },
    respond(features) {
      cells.forward(features);
      cells.crossCorrelate(features, meanFeatures, spectrum);
      for (let i = 0; i < meanPower.length; i++) {
        // The labels are symmetric about the first place: their spectrum is real.
        const gain = labels[2 * i]! / (meanPower[i]! + regularization);
        spectrum[2 * i]! *= gain;
        spectrum[2 * i + 1]! *= gain;
      }
      picture.inverse(spectrum, response);
      return response;
    },
  };
}
