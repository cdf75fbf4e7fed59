/**
 * @file The lengths that the expected average overlap is averaged over: around the peak of the density of the
 * sequence lengths, wide enough to hold half of its mass (toolkit-legacy analyze_average_expected_overlap.m:447-502,
 * utilities/gmm_estimate.m).
 */
export interface AveragingInterval {
  readonly low: number;
  readonly high: number;
  /** Most likely length. */
  readonly peak: number;
  /** Variance of the Gaussian around each length. */
  readonly bandwidth: number;
}

/** Share of the density that the interval holds. */
const mass = 0.5;

/** @throws RangeError without lengths. Sequences of one and the same length give that length. */
export function averagingInterval(lengths: readonly number[]): AveragingInterval {
  if (lengths.length === 0) throw new RangeError('missing sequence lengths: there is no interval of none');
  const bandwidth = densityBandwidth(lengths);
  const longest = Math.max(...lengths);
  if (bandwidth === 0) return { low: longest, high: longest, peak: longest, bandwidth };
  const density = new Float64Array(longest + 1);
  let total = 0;
  for (let x = 1; x <= longest; x++) {
    for (const length of lengths) density[x]! += Math.exp(-((x - length) ** 2) / (2 * bandwidth));
    total += density[x]!;
  }
  let peak = 1;
  for (let x = 2; x <= longest; x++) if (density[x]! > density[peak]!) peak = x;
  let low = peak;
  let high = peak;
  let held = density[peak]!;
  while (held < mass * total && (low > 1 || high < longest)) {
    const toTheLeft = low > 1 ? density[low - 1]! : -1;
    const toTheRight = high < longest ? density[high + 1]! : -1;
    if (toTheLeft > toTheRight) held += density[--low]!;
    else held += density[++high]!;
  }
  return { low, high, peak, bandwidth };
}

/** Plug-in bandwidth of a kernel density (gmm_estimate.m), as a variance; 0 when all lengths are equal. */
function densityBandwidth(lengths: readonly number[]): number {
  const count = lengths.length;
  const average = lengths.reduce((sum, n) => sum + n, 0) / count;
  const variance = lengths.reduce((sum, n) => sum + (n - average) ** 2, 0) / count;
  if (variance === 0) return 0;
  const z = lengths.map((n) => (n - average) / Math.sqrt(variance));
  const pilotPrecision = (4 / (3 * count)) ** (-2 / 5);
  let roughness = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      const m = (z[i]! - z[j]!) ** 2 * pilotPrecision;
      const polynomial = 2 * pilotPrecision ** 2 * (1 - 2 * m) + (1 - m) ** 2 * pilotPrecision ** 2;
      const pairs = i === j ? 1 : 2;
      roughness += (pairs / count ** 2) * Math.sqrt(pilotPrecision / (2 * Math.PI)) * Math.exp(-m / 2) * polynomial;
    }
  }
  const deviation = (1 / (count * Math.sqrt(4 * Math.PI) * roughness)) ** (1 / 5);
  return deviation ** 2 * variance;
}
