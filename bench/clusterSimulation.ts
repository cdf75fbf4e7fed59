/**
 * @file A cluster that does runs, event by event: workers that fetch the dataset over one shared line and then take the
 * longest run that waits, a Redis that hands runs out, and a coordinator that stores results one after the other and asks for
 * the further repetitions of a stochastic tracker when the first three are stored. No chance is in it but that of the runs'
 * times, which are handed in.
 */

/** All repetitions of a tracker on a sequence. */
export interface SimulatedSeries {
  readonly frames: number;
  /** How long each repetition takes a worker. */
  readonly seconds: readonly number[];
}

export interface SimulatedCluster {
  readonly workers: number;
  /** What each worker has to fetch before its first run. */
  readonly datasetBytes: number;
  /** Of the line that all of them fetch over. */
  readonly bytesPerSecond: number;
  /** For a worker to start and load its network. */
  readonly startSeconds: number;
  /** What Redis is busy for each run. */
  readonly queueSeconds: number;
  /** What the coordinator is busy for each run: to unpack and store it. */
  readonly storeSeconds: number;
  readonly resultBytesPerFrame: number;
}

export interface Simulated {
  readonly runs: number;
  /** Sum of the runs' times. */
  readonly workSeconds: number;
  /** Until the last run is stored. */
  readonly elapsedSeconds: number;
  readonly datasetBytes: number;
  readonly resultBytes: number;
  /** Work that was done, of all that the workers could have done meanwhile. */
  readonly efficiency: number;
  /** What no cluster of this size could do faster, in seconds, the longest first. */
  readonly limits: readonly { readonly name: string; readonly seconds: number }[];
}

/** Repetitions that are done before it is known whether a tracker lives by chance. */
const firstRepetitions = 3;

export function simulateCluster(series: readonly SimulatedSeries[], cluster: SimulatedCluster): Simulated {
  const fetchSeconds = (cluster.workers * cluster.datasetBytes) / cluster.bytesPerSecond;
  const readySeconds = fetchSeconds + cluster.startSeconds;
  const waiting = heap<WaitingRun>((a, b) => b.frames - a.frames);
  const events = heap<SimulatedEvent>((a, b) => a.atSeconds - b.atSeconds);
  const open = series.map(() => 0);
  const begun = series.map(() => 0);
  let idle = 0;
  let queueFreeSeconds = 0;
  let storeFreeSeconds = 0;
  let elapsedSeconds = 0;
  let resultFrames = 0;
  for (const index of series.keys()) release(index, firstRepetitions);
  for (let worker = 0; worker < cluster.workers; worker++) events.push({ atSeconds: readySeconds, kind: 'free' });
  for (let event = events.pop(); event !== undefined; event = events.pop()) {
    const { atSeconds } = event;
    if (event.kind === 'stored') {
      elapsedSeconds = atSeconds;
      if (--open[event.series]! === 0) release(event.series, Infinity);
    } else {
      idle++;
      if (event.kind === 'done') {
        storeFreeSeconds = Math.max(storeFreeSeconds, atSeconds) + cluster.storeSeconds;
        events.push({ atSeconds: storeFreeSeconds, kind: 'stored', series: event.series });
      }
    }
    while (idle > 0) {
      const run = waiting.pop();
      if (run === undefined) break;
      idle--;
      queueFreeSeconds = Math.max(queueFreeSeconds, atSeconds) + cluster.queueSeconds;
      events.push({ atSeconds: queueFreeSeconds + run.seconds, kind: 'done', series: run.series });
      resultFrames += run.frames;
    }
  }

  const runs = begun.reduce((sum, count) => sum + count, 0);
  const work = series.map(({ seconds }) => seconds.reduce((sum, one) => sum + one, 0));
  const workSeconds = work.reduce((sum, one) => sum + one, 0);
  return {
    runs,
    workSeconds,
    elapsedSeconds,
    datasetBytes: cluster.workers * cluster.datasetBytes,
    resultBytes: resultFrames * cluster.resultBytesPerFrame,
    efficiency: workSeconds / (cluster.workers * elapsedSeconds),
    limits: [
      { name: 'the work itself', seconds: workSeconds / cluster.workers },
      { name: 'the longest series: its further repetitions wait for the first', seconds: longestChain(series) },
      { name: 'fetching the dataset', seconds: fetchSeconds },
      { name: 'Redis', seconds: runs * cluster.queueSeconds },
      { name: 'storing the results', seconds: runs * cluster.storeSeconds },
    ].toSorted((a, b) => b.seconds - a.seconds),
  };

  function release(index: number, count: number): void {
    const { frames, seconds } = series[index]!;
    const next = seconds.slice(begun[index], begun[index]! + count);
    for (const one of next) waiting.push({ frames, seconds: one, series: index });
    begun[index]! += next.length;
    open[index]! += next.length;
  }
}

interface WaitingRun {
  readonly frames: number;
  readonly seconds: number;
  readonly series: number;
}

type SimulatedEvent =
  | { readonly atSeconds: number; readonly kind: 'free' }
  | { readonly atSeconds: number; readonly kind: 'done' | 'stored'; readonly series: number };

/** The slowest of the first repetitions, then the slowest of the others. */
function longestChain(series: readonly SimulatedSeries[]): number {
  return Math.max(
    0,
    ...series.map(({ seconds }) => {
      const first = Math.max(0, ...seconds.slice(0, firstRepetitions));
      return first + Math.max(0, ...seconds.slice(firstRepetitions));
    }),
  );
}

/** What comes first is popped first. */
function heap<T>(compare: (a: T, b: T) => number): { push(value: T): void; pop(): T | undefined } {
  const values: T[] = [];
  const swapIfBefore = (child: number, parent: number): boolean => {
    if (child >= values.length || compare(values[child]!, values[parent]!) >= 0) return false;
    [values[child], values[parent]] = [values[parent]!, values[child]!];
    return true;
  };
  return {
    push(value) {
      values.push(value);
      for (let i = values.length - 1; i > 0 && swapIfBefore(i, (i - 1) >> 1); ) i = (i - 1) >> 1;
    },
    pop() {
      const first = values[0];
      const last = values.pop();
      if (values.length === 0 || last === undefined) return first;
      values[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        const isRight = right < values.length && compare(values[right]!, values[left]!) < 0;
        const child = isRight ? right : left;
        if (!swapIfBefore(child, i)) return first;
        i = child;
      }
    },
  };
}
