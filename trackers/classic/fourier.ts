/**
 * @file Discrete Fourier transforms of many signals at once.
 *
 * A decimation-in-frequency Stockham transform of mixed radix: each stage reads one array and writes the other in
 * sorted order, so there is no bit reversal, and its inner loop runs over neighbouring numbers. The signals of a batch
 * lie side by side (element `i` of signal `j` is complex number `i * batch + j`), so that loop is never shorter than
 * the batch and the same routine serves rows, columns and channels. Factors 4, 2, 3 and 5 have their own butterflies;
 * another prime p costs p - 1 operations a point.
 * C. Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992, section 1.7.
 */

import { stage2, stage3, stage4, stage5, stagePrime } from './butterflies.ts';

/** A transform of one length, its roots of unity computed once. */
export interface Fourier {
  readonly length: number;
  /**
   * Transforms, in place, `batch` signals of complex numbers `re, im` from number `offset` of `data` on.
   * `scratch` holds as much as `data`; what was in it there is lost. Nothing is scaled.
   */
  forward(data: Float64Array, scratch: Float64Array, batch: number, offset?: number): void;
  /** The same with conjugate roots: `inverse(forward(x))` is `length * x`. */
  inverse(data: Float64Array, scratch: Float64Array, batch: number, offset?: number): void;
}

export function fourier(length: number): Fourier {
  const factors = radices(length);
  const roots = { forward: unityRoots(length, -1), inverse: unityRoots(length, 1) };

  function transform(
    data: Float64Array,
    scratch: Float64Array,
    batch: number,
    offset: number,
    w: Float64Array,
    sign: number,
  ): void {
    let from = data;
    let to = scratch;
    let remaining = length;
    let span = 2 * batch;
    for (const radix of factors) {
      const rootStep = length / remaining;
      if (radix === 4) stage4(from, to, offset, remaining, span, w, rootStep, sign);
      else if (radix === 2) stage2(from, to, offset, remaining, span, w, rootStep);
      else if (radix === 3) stage3(from, to, offset, remaining, span, w, rootStep, sign);
      else if (radix === 5) stage5(from, to, offset, remaining, span, w, rootStep, sign);
      else stagePrime(from, to, offset, remaining, span, w, rootStep, radix);
      remaining /= radix;
      span *= radix;
      [from, to] = [to, from];
    }
    if (from !== data) {
      const end = offset + 2 * length * batch;
      for (let i = offset; i < end; i++) data[i] = from[i]!;
    }
  }

  return {
    length,
    forward: (data, scratch, batch, offset = 0) => transform(data, scratch, batch, offset, roots.forward, -1),
    inverse: (data, scratch, batch, offset = 0) => transform(data, scratch, batch, offset, roots.inverse, 1),
  };
}

/** The smallest even 2^a 3^b 5^c that is at least `length`: a length that is transformed fast. */
export function fastLength(length: number): number {
  let candidate = Math.max(2, Math.ceil(length / 2) * 2);
  while (radices(candidate).some((radix) => radix > 5)) candidate += 2;
  return candidate;
}

function radices(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (const radix of [4, 2, 3, 5]) {
    for (; rest % radix === 0; rest /= radix) factors.push(radix);
  }
  for (let prime = 7; rest > 1; prime += 2) {
    for (; rest % prime === 0; rest /= prime) factors.push(prime);
  }
  return factors;
}

function unityRoots(length: number, sign: number): Float64Array {
  const roots = new Float64Array(2 * length);
  for (let k = 0; k < length; k++) {
    roots[2 * k] = Math.cos((2 * Math.PI * k) / length);
    roots[2 * k + 1] = sign * Math.sin((2 * Math.PI * k) / length);
  }
  return roots;
}
