/**
 * @file The stages of the transform in fourier.ts. In each, `n` points of a signal remain, in runs of `span` numbers;
 * input `p + j n/radix` of a run goes through the butterfly of its radix to output `radix p + k`, turned by the root
 * `w^(p k)` of order n. `w` holds the roots of the whole length, so those of order n are `rootStep` apart; `sign` is that
 * of their angles.
 */

export function stage2(
  x: Float64Array,
  y: Float64Array,
  offset: number,
  n: number,
  span: number,
  w: Float64Array,
  rootStep: number,
): void {
  const half = (n / 2) * span;
  for (let p = 0; p < n / 2; p++) {
    const wr = w[2 * p * rootStep]!;
    const wi = w[2 * p * rootStep + 1]!;
    const end = offset + (p + 1) * span;
    for (let i = offset + p * span, o = offset + 2 * p * span; i < end; i += 2, o += 2) {
      const ar = x[i]!;
      const ai = x[i + 1]!;
      const br = x[i + half]!;
      const bi = x[i + half + 1]!;
      y[o] = ar + br;
      y[o + 1] = ai + bi;
      const dr = ar - br;
      const di = ai - bi;
      y[o + span] = dr * wr - di * wi;
      y[o + span + 1] = dr * wi + di * wr;
    }
  }
}

export function stage3(
  x: Float64Array,
  y: Float64Array,
  offset: number,
  n: number,
  span: number,
  w: Float64Array,
  rootStep: number,
  sign: number,
): void {
  const third = (n / 3) * span;
  const sine = sign * Math.sin((2 * Math.PI) / 3);
  for (let p = 0; p < n / 3; p++) {
    const w1r = w[2 * p * rootStep]!;
    const w1i = w[2 * p * rootStep + 1]!;
    const w2r = w[4 * p * rootStep]!;
    const w2i = w[4 * p * rootStep + 1]!;
    const end = offset + (p + 1) * span;
    for (let i = offset + p * span, o = offset + 3 * p * span; i < end; i += 2, o += 2) {
      const br = x[i + third]!;
      const bi = x[i + third + 1]!;
      const cr = x[i + 2 * third]!;
      const ci = x[i + 2 * third + 1]!;
      const sumR = br + cr;
      const sumI = bi + ci;
      const turnedR = -sine * (bi - ci);
      const turnedI = sine * (br - cr);
      const ar = x[i]!;
      const ai = x[i + 1]!;
      y[o] = ar + sumR;
      y[o + 1] = ai + sumI;
      const mr = ar - 0.5 * sumR;
      const mi = ai - 0.5 * sumI;
      const sr = mr + turnedR;
      const si = mi + turnedI;
      y[o + span] = sr * w1r - si * w1i;
      y[o + span + 1] = sr * w1i + si * w1r;
      const tr = mr - turnedR;
      const ti = mi - turnedI;
      y[o + 2 * span] = tr * w2r - ti * w2i;
      y[o + 2 * span + 1] = tr * w2i + ti * w2r;
    }
  }
}

export function stage4(
  x: Float64Array,
  y: Float64Array,
  offset: number,
  n: number,
  span: number,
  w: Float64Array,
  rootStep: number,
  sign: number,
): void {
  const quarter = (n / 4) * span;
  for (let p = 0; p < n / 4; p++) {
    const w1r = w[2 * p * rootStep]!;
    const w1i = w[2 * p * rootStep + 1]!;
    const w2r = w[4 * p * rootStep]!;
    const w2i = w[4 * p * rootStep + 1]!;
    const w3r = w[6 * p * rootStep]!;
    const w3i = w[6 * p * rootStep + 1]!;
    const end = offset + (p + 1) * span;
    for (let i = offset + p * span, o = offset + 4 * p * span; i < end; i += 2, o += 2) {
      const ar = x[i]!;
      const ai = x[i + 1]!;
      const br = x[i + quarter]!;
      const bi = x[i + quarter + 1]!;
      const cr = x[i + 2 * quarter]!;
      const ci = x[i + 2 * quarter + 1]!;
      const dr = x[i + 3 * quarter]!;
      const di = x[i + 3 * quarter + 1]!;
      const evenR = ar + cr;
      const evenI = ai + ci;
      const oddR = br + dr;
      const oddI = bi + di;
      const mr = ar - cr;
      const mi = ai - ci;
      const turnedR = -sign * (bi - di);
      const turnedI = sign * (br - dr);
      y[o] = evenR + oddR;
      y[o + 1] = evenI + oddI;
      const sr = mr + turnedR;
      const si = mi + turnedI;
      y[o + span] = sr * w1r - si * w1i;
      y[o + span + 1] = sr * w1i + si * w1r;
      const tr = evenR - oddR;
      const ti = evenI - oddI;
      y[o + 2 * span] = tr * w2r - ti * w2i;
      y[o + 2 * span + 1] = tr * w2i + ti * w2r;
      const ur = mr - turnedR;
      const ui = mi - turnedI;
      y[o + 3 * span] = ur * w3r - ui * w3i;
      y[o + 3 * span + 1] = ur * w3i + ui * w3r;
    }
  }
}

export function stage5(
  x: Float64Array,
  y: Float64Array,
  offset: number,
  n: number,
  span: number,
  w: Float64Array,
  rootStep: number,
  sign: number,
): void {
  const fifth = (n / 5) * span;
  const c1 = Math.cos((2 * Math.PI) / 5);
  const c2 = Math.cos((4 * Math.PI) / 5);
  const s1 = sign * Math.sin((2 * Math.PI) / 5);
  const s2 = sign * Math.sin((4 * Math.PI) / 5);
  for (let p = 0; p < n / 5; p++) {
    const root = 2 * p * rootStep;
    const end = offset + (p + 1) * span;
    for (let i = offset + p * span, o = offset + 5 * p * span; i < end; i += 2, o += 2) {
      const ar = x[i]!;
      const ai = x[i + 1]!;
      const br = x[i + fifth]! + x[i + 4 * fifth]!;
      const bi = x[i + fifth + 1]! + x[i + 4 * fifth + 1]!;
      const cr = x[i + 2 * fifth]! + x[i + 3 * fifth]!;
      const ci = x[i + 2 * fifth + 1]! + x[i + 3 * fifth + 1]!;
      const dr = x[i + fifth]! - x[i + 4 * fifth]!;
      const di = x[i + fifth + 1]! - x[i + 4 * fifth + 1]!;
      const er = x[i + 2 * fifth]! - x[i + 3 * fifth]!;
      const ei = x[i + 2 * fifth + 1]! - x[i + 3 * fifth + 1]!;
      y[o] = ar + br + cr;
      y[o + 1] = ai + bi + ci;
      const mr = ar + c1 * br + c2 * cr;
      const mi = ai + c1 * bi + c2 * ci;
      const nr = ar + c2 * br + c1 * cr;
      const ni = ai + c2 * bi + c1 * ci;
      const ur = -s1 * di - s2 * ei;
      const ui = s1 * dr + s2 * er;
      const vr = -s2 * di + s1 * ei;
      const vi = s2 * dr - s1 * er;
      put(y, o + span, mr + ur, mi + ui, w, root);
      put(y, o + 2 * span, nr + vr, ni + vi, w, 2 * root);
      put(y, o + 3 * span, nr - vr, ni - vi, w, 3 * root);
      put(y, o + 4 * span, mr - ur, mi - ui, w, 4 * root);
    }
  }
}

/**
 * By the definition of the transform, (radix - 1)^2 operations a point: outputs k and radix - k differ in the sign of their
 * sines alone, as inputs j and radix - j do, so only the sums and the differences of such pairs are multiplied.
 */
export function stagePrime(
  x: Float64Array,
  y: Float64Array,
  offset: number,
  n: number,
  span: number,
  w: Float64Array,
  rootStep: number,
  radix: number,
): void {
  const pairs = (radix - 1) / 2;
  const part = (n / radix) * span;
  const sums = new Float64Array(2 * pairs);
  const differences = new Float64Array(2 * pairs);
  // The roots w^(j k) of order radix, for the first half of both.
  const turns = new Float64Array(2 * pairs * pairs);
  for (let k = 1, t = 0; k <= pairs; k++) {
    for (let j = 1; j <= pairs; j++, t += 2) {
      const root = 2 * rootStep * (n / radix) * ((j * k) % radix);
      turns[t] = w[root]!;
      turns[t + 1] = w[root + 1]!;
    }
  }
  for (let p = 0; p < n / radix; p++) {
    const root = 2 * p * rootStep;
    const first = offset + p * span;
    for (let i = first, o = offset + radix * p * span; i < first + span; i += 2, o += 2) {
      const ar = x[i]!;
      const ai = x[i + 1]!;
      let sumR = ar;
      let sumI = ai;
      for (let j = 0, b = i + part, c = i + (radix - 1) * part; j < 2 * pairs; j += 2, b += part, c -= part) {
        sums[j] = x[b]! + x[c]!;
        sums[j + 1] = x[b + 1]! + x[c + 1]!;
        differences[j] = x[b]! - x[c]!;
        differences[j + 1] = x[b + 1]! - x[c + 1]!;
        sumR += sums[j]!;
        sumI += sums[j + 1]!;
      }
      y[o] = sumR;
      y[o + 1] = sumI;
      for (let k = 1, t = 0; k <= pairs; k++) {
        let mr = ar;
        let mi = ai;
        let ur = 0;
        let ui = 0;
        for (let j = 0; j < 2 * pairs; j += 2, t += 2) {
          const cosine = turns[t]!;
          const sine = turns[t + 1]!;
          mr += cosine * sums[j]!;
          mi += cosine * sums[j + 1]!;
          ur -= sine * differences[j + 1]!;
          ui += sine * differences[j]!;
        }
        put(y, o + k * span, mr + ur, mi + ui, w, k * root);
        put(y, o + (radix - k) * span, mr - ur, mi - ui, w, (radix - k) * root);
      }
    }
  }
}

function put(y: Float64Array, o: number, re: number, im: number, w: Float64Array, root: number): void {
  y[o] = re * w[root]! - im * w[root + 1]!;
  y[o + 1] = re * w[root + 1]! + im * w[root]!;
}
