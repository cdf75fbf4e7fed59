import { fourier } from './fourier.ts';

/**
 * The two-dimensional transform of a real picture of `rows` x `columns`, kept as half a spectrum: the other half is its
 * conjugate. A spectrum holds complex numbers `re, im` for column frequencies 0 .. columns - 1, and in each for row
 * frequencies 0 .. floor(rows / 2): transposed, which keeps every pass on neighbouring numbers.
 */
export interface RealFourier2d {
  readonly rows: number;
  readonly columns: number;
  /** Numbers in a spectrum: 2 * columns * (floor(rows / 2) + 1). */
  readonly spectrumLength: number;
  /** @param picture row after row; left as it is */
  forward(picture: Float64Array, spectrum: Float64Array): void;
  /** The picture of a spectrum, scaled so that it undoes `forward`; the spectrum is lost. */
  inverse(spectrum: Float64Array, picture: Float64Array): void;
}

/** @param columns an even number: two neighbouring columns make one complex signal */
export function realFourier2d(rows: number, columns: number): RealFourier2d {
  if (columns % 2 !== 0) throw new RangeError(`invalid number of columns: ${columns} is odd`);
  const alongRows = fourier(columns);
  const downColumns = fourier(rows);
  const kept = Math.floor(rows / 2) + 1;
  const spectrumLength = 2 * columns * kept;
  const packed = new Float64Array(rows * columns);
  const scratch = new Float64Array(Math.max(packed.length, spectrumLength));

  return {
    rows,
    columns,
    spectrumLength,
    forward(picture, spectrum) {
      packed.set(picture);
      downColumns.forward(packed, scratch, columns / 2);
      for (let k = 0; k < kept; k++) {
        const row = k * columns;
        const mirrored = ((rows - k) % rows) * columns;
        for (let x = 0; x < columns; x += 2) {
          const re = packed[row + x]!;
          const im = packed[row + x + 1]!;
          const mirroredRe = packed[mirrored + x]!;
          const mirroredIm = packed[mirrored + x + 1]!;
          const left = 2 * (x * kept + k);
          const right = left + 2 * kept;
          spectrum[left] = (re + mirroredRe) / 2;
          spectrum[left + 1] = (im - mirroredIm) / 2;
          spectrum[right] = (im + mirroredIm) / 2;
          spectrum[right + 1] = (mirroredRe - re) / 2;
        }
      }
      alongRows.forward(spectrum, scratch, kept);
    },
    inverse(spectrum, picture) {
      alongRows.inverse(spectrum, scratch, kept);
      const scale = 1 / (rows * columns);
      for (let k = 0; k < kept; k++) {
        const row = k * columns;
        const mirrored = ((rows - k) % rows) * columns;
        for (let x = 0; x < columns; x += 2) {
          const left = 2 * (x * kept + k);
          const right = left + 2 * kept;
          const leftRe = spectrum[left]! * scale;
          const leftIm = spectrum[left + 1]! * scale;
          const rightRe = spectrum[right]! * scale;
          const rightIm = spectrum[right + 1]! * scale;
          picture[mirrored + x] = leftRe + rightIm;
          picture[mirrored + x + 1] = rightRe - leftIm;
          picture[row + x] = leftRe - rightIm;
          picture[row + x + 1] = leftIm + rightRe;
        }
      }
      downColumns.inverse(picture, scratch, columns / 2);
    },
  };
}
