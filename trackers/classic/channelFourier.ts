/**
 * @file Spectra of many real channels at once. Channel 2j and channel 2j + 1 are the real and the imaginary part of one
 * complex signal, which halves the work and needs no unpacking: the channels are only ever asked for their correlations
 * summed up, and the real part of a correlation of such pairs is that sum.
 */

import { fourier } from './fourier.ts';
import type { RealFourier2d } from './realFourier2d.ts';

/** Transforms of `rows` x `columns` cells with `channels` numbers each, channels innermost. */
export interface ChannelFourier {
  /** In place: the cells' channels become their spectra. */
  forward(cells: Float64Array): void;
  /**
   * The spectrum, in the layout of `realFourier2d`, of the circular cross-correlation of two sets of channels, summed
   * over the channels: its picture holds, at row dy and column dx, the sum of `b(y, x) a(y + dy, x + dx)`.
   */
  crossCorrelate(a: Float64Array, b: Float64Array, spectrum: Float64Array): void;
  /** Sum of squares of all the numbers whose spectra these are (Parseval). */
  energy(spectra: Float64Array): number;
}

/** @param channels an even number */
export function channelFourier(
  { rows, columns }: Pick<RealFourier2d, 'rows' | 'columns'>,
  channels: number,
): ChannelFourier {
  const alongRows = fourier(columns);
  const downColumns = fourier(rows);
  const pairs = channels / 2;
  const scratch = new Float64Array(rows * columns * channels);
  const products = new Float64Array(2 * rows * columns);
  const kept = Math.floor(rows / 2) + 1;

  return {
    forward(cells) {
      downColumns.forward(cells, scratch, columns * pairs);
      for (let row = 0; row < rows; row++) alongRows.forward(cells, scratch, pairs, row * columns * channels);
    },
    crossCorrelate(a, b, spectrum) {
      for (let cell = 0, i = 0; cell < rows * columns; cell++) {
        let re = 0;
        let im = 0;
        for (const end = i + channels; i < end; i += 2) {
          re += a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
          im += a[i + 1]! * b[i]! - a[i]! * b[i + 1]!;
        }
        products[2 * cell] = re;
        products[2 * cell + 1] = im;
      }
      // The real part of a picture has the mean of its spectrum and that spectrum mirrored and conjugated.
      for (let u = 0; u < columns; u++) {
        const mirroredU = (columns - u) % columns;
        for (let v = 0; v < kept; v++) {
          const here = 2 * (v * columns + u);
          const mirrored = 2 * (((rows - v) % rows) * columns + mirroredU);
          const out = 2 * (u * kept + v);
          spectrum[out] = (products[here]! + products[mirrored]!) / 2;
          spectrum[out + 1] = (products[here + 1]! - products[mirrored + 1]!) / 2;
        }
      }
    },
    energy(spectra) {
      let sum = 0;
      for (let i = 0; i < spectra.length; i++) sum += spectra[i]! * spectra[i]!;
      return sum / (rows * columns);
    },
  };
}
