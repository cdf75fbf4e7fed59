/** Hann's window, `sin^2(pi i / (length - 1))`: zero at both ends, as MATLAB's `hann`. One alone weighs 1. */
export function hannWindow(length: number): Float64Array {
  if (length === 1) return Float64Array.of(1);
  return Float64Array.from({ length }, (_, i) => Math.sin((Math.PI * i) / (length - 1)) ** 2);
}

/** `exp(-distance^2 / (2 sigma^2))` from place 0 of a circle of `length` places: 1 at place 0. */
export function circularGaussian(length: number, sigma: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const distance = Math.min(i, length - i);
    return Math.exp((-distance * distance) / (2 * sigma * sigma));
  });
}

/** The response that a correlation filter learns: a Gaussian about the first place, wrapped round (KCF gaussian_shaped_labels.m). */
export function gaussianLabels(rows: number, columns: number, sigma: number): Float64Array {
  const down = circularGaussian(rows, sigma);
  const across = circularGaussian(columns, sigma);
  return Float64Array.from({ length: rows * columns }, (_, i) => down[Math.floor(i / columns)]! * across[i % columns]!);
}
