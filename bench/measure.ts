/** Times of one subject of a benchmark, in milliseconds a call. */
export interface Measurement {
  readonly name: string;
  readonly medianMs: number;
  readonly fastestMs: number;
  readonly calls: number;
}

/** Calls `subject` for at least `atLeastMs` and at least three times, after one call to warm up. */
export async function measure(name: string, subject: () => unknown, atLeastMs = 1500): Promise<Measurement> {
  await subject();
  const times: number[] = [];
  const begin = performance.now();
  while (times.length < 3 || performance.now() - begin < atLeastMs) {
    const start = performance.now();
    await subject();
    times.push(performance.now() - start);
  }
  return { name, medianMs: median(times), fastestMs: Math.min(...times), calls: times.length };
}

/** The middle one of some values, of an even number the upper one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** A line a measurement, with its ratio to the first: machines are shared, so only ratios of one run are comparable. */
export function table(measurements: readonly Measurement[]): string {
  const reference = measurements[0]!.medianMs;
  const width = Math.max(...measurements.map(({ name }) => name.length));
  return measurements
    .map(({ name, medianMs, fastestMs, calls }) => {
      const ratio = (medianMs / reference).toFixed(3);
      const median = medianMs.toFixed(2).padStart(10);
      return `${name.padEnd(width)} ${median} ms (fastest ${fastestMs.toFixed(2)}, ${calls} calls), ratio ${ratio}`;
    })
    .join('\n');
}
