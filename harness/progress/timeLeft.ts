/** What is left of a tracker, and what its frames took so far. */
export interface TrackerWork {
  /** Of all its runs that have not ended, those in hand among them. */
  readonly framesLeft: number;
  readonly framesTimed: number;
  readonly secondsTimed: number;
}

/** A run that a worker has in hand. */
export interface RunInHand {
  readonly tracker: string;
  readonly frame: number;
  readonly frames: number;
  /** From its begin to its latest frame. */
  readonly seconds: number;
  /** Since then. */
  readonly silentSeconds: number;
}

/** A worker that has been silent for so long, and for so many of its tracker's frames, counts as hanging. */
const hangs = { seconds: 60, frames: 20 };

/**
 * Seconds that the rest takes; undefined before any frame is done. Each tracker's frames take what its own took so far, of
 * a tracker that has done none what those of the others take. Time that a run has been silent counts for nothing, and a
 * worker whose tracker hangs for no worker: so what hangs makes the rest slower, and not endless.
 */
export function secondsLeft(
  trackers: ReadonlyMap<string, TrackerWork>,
  inHand: readonly RunInHand[],
  workers: number,
): number | undefined {
  const timed = new Map(
    [...trackers].map(([name, one]) => [name, { frames: one.framesTimed, seconds: one.secondsTimed }]),
  );
  for (const { tracker, frame, seconds } of inHand) {
    const one = timed.get(tracker);
    if (one === undefined || frame === 0) continue;
    one.frames += frame;
    one.seconds += seconds;
  }
  const known = [...timed.values()].filter(({ frames }) => frames > 0);
  if (known.length === 0) return undefined;
  const usual = known.reduce((sum, { frames, seconds }) => sum + seconds / frames, 0) / known.length;
  const secondsPerFrame = (tracker: string): number => {
    const { frames, seconds } = timed.get(tracker) ?? { frames: 0, seconds: 0 };
    return frames > 0 ? seconds / frames : usual;
  };
  let work = 0;
  for (const [tracker, { framesLeft }] of trackers) work += Math.max(0, framesLeft) * secondsPerFrame(tracker);
  let longest = 0;
  let hanging = 0;
  for (const { tracker, frame, frames, silentSeconds } of inHand) {
    const each = secondsPerFrame(tracker);
    work -= frame * each;
    if (silentSeconds > Math.max(hangs.seconds, hangs.frames * each)) hanging++;
    else longest = Math.max(longest, (frames - frame) * each);
  }
  return Math.max(0, longest, work / Math.max(1, workers - hanging));
}
