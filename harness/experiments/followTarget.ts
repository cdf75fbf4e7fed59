import type { Frame } from '../../datasets/image.ts';
import { InputError } from '../../datasets/inputError.ts';
import { imageBounds } from '../../datasets/overlap/bounds.ts';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import { overlap } from '../../datasets/overlap/overlap.ts';
import { code, type Region, special } from '../../datasets/region.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import { regionAt, trajectory } from '../../datasets/trajectory.ts';
import type { RunOutput } from '../../results/run.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { type ExperimentOptions, type MakeTracker, RunStopped } from './experiment.ts';
import { frameReader } from './frameReader.ts';
import { type Patience, patience } from './patience.ts';

/** Follows the target with one tracker after another and writes down what they say. */
export interface Follower {
  /**
   * Initialises a new tracker with the ground truth of frame `start` and tracks until the end, or until a frame where
   * the target is lost, which gets the failure code. Gives that frame's index, or undefined at the end.
   */
  follow(start: number, isLost: (region: Region, index: number) => boolean): Promise<number | undefined>;
  /** What was written down so far; frames that no tracker saw have the code 0 and no time. */
  output(): RunOutput;
}

export function follower(sequence: Sequence, makeTracker: MakeTracker, options: ExperimentOptions): Follower {
  const { clock, signal, onFrame } = options;
  const regions: Region[] = Array.from({ length: sequence.length }, () => special(code.unknown));
  const timesInSeconds = new Float64Array(sequence.length).fill(NaN);
  const confidences = new Float64Array(sequence.length).fill(NaN);
  const properties = new Map<string, string[]>();
  const frames = frameReader(sequence, options.frameAt, options.decode);

  /** Does something with a frame and the clock running; what goes wrong there is said with the frame. */
  async function onFrameAt<T>(
    { unlessStopped }: Patience,
    tracker: Tracker,
    index: number,
    act: (frame: Frame) => Promise<T>,
  ): Promise<T> {
    if (signal.aborted) throw new RunStopped();
    try {
      const frame = await frames.read(index);
      frames.prepare(index + 1);
      if (tracker.prepare !== undefined) await unlessStopped(tracker.prepare(frame));
      const startInMs = clock();
      const result = await unlessStopped(act(frame));
      timesInSeconds[index] = (clock() - startInMs) / 1000;
      onFrame?.();
      return result;
    } catch (error) {
      throw atFrame(error, index);
    }
  }

  return {
    async follow(start, isLost) {
      const waiting = patience(signal);
      const followed = withTracker(makeTracker, async (tracker) => {
        await onFrameAt(waiting, tracker, start, (frame) =>
          tracker.initialize(frame, regionAt(sequence.groundTruth, start)),
        );
        regions[start] = special(code.initialization);
        for (let index = start + 1; index < sequence.length; index++) {
          const { region, confidence, properties } = await onFrameAt(waiting, tracker, index, (frame) =>
            tracker.track(frame),
          );
          confidences[index] = confidence;
          for (const [name, text] of properties ?? []) keepProperty(name, index, text);
          if (isLost(region, index)) {
            regions[index] = special(code.failure);
            return index;
          }
          regions[index] = isUsable(region) ? region : special(code.unknown);
        }
        return undefined;
      });
      return followed.finally(() => waiting.end());
    },
    output: () => ({
      trajectory: trajectory(regions),
      timesInSeconds,
      confidences,
      ...(properties.size === 0 ? {} : { properties: Object.fromEntries(properties) }),
    }),
  };

  function keepProperty(name: string, index: number, text: string): void {
    let texts = properties.get(name);
    if (texts === undefined) {
      texts = Array.from({ length: sequence.length }, () => '');
      properties.set(name, texts);
    }
    texts[index] = text;
  }
}

/**
 * The first frame at or after `from` whose ground truth shows the target: a region with pixels inside the image.
 * VOT's own sequences show it in every frame; elsewhere a frame without it can neither start nor fail a tracker.
 */
export function nextFrameWithTarget(
  sequence: Sequence,
  from: number,
  convention: OverlapConvention,
): number | undefined {
  for (let index = from; index < sequence.length; index++) if (showsTarget(sequence, index, convention)) return index;
  return undefined;
}

export function showsTarget(sequence: Sequence, index: number, convention: OverlapConvention): boolean {
  const truth = regionAt(sequence.groundTruth, index);
  return overlap(truth, truth, imageBounds(sequence), convention) > 0;
}

/** @throws InputError when no frame of the sequence shows the target */
export function firstFrameWithTarget(sequence: Sequence, convention: OverlapConvention): number {
  const first = nextFrameWithTarget(sequence, 0, convention);
  if (first !== undefined) return first;
  throw new InputError(
    `missing target: no ground-truth region of sequence ${JSON.stringify(sequence.name)} lies in the image`,
  );
}

/** A code from a tracker is no region, and it must not be taken for the harness's own codes in the result file. */
function isUsable(region: Region): boolean {
  if (region.type === 'special') return false;
  const numbers = region.type === 'polygon' ? region.points : [region.x, region.y, region.width, region.height];
  return numbers.every(Number.isFinite);
}

async function withTracker<T>(makeTracker: MakeTracker, use: (tracker: Tracker) => Promise<T>): Promise<T> {
  const tracker = await makeTracker();
  let result: T;
  try {
    result = await use(tracker);
  } catch (error) {
    // What went wrong first is what the user must hear of.
    await tracker.dispose().catch(() => {});
    throw error;
  }
  await tracker.dispose();
  return result;
}

function atFrame(error: unknown, index: number): unknown {
  if (!(error instanceof Error) || error instanceof RunStopped) return error;
  // Frames are counted from 1 for people, as VOT's files are.
  error.message = `frame ${index + 1}: ${error.message}`;
  return error;
}
