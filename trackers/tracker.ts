import type { Frame } from '../datasets/image.ts';
import type { Random } from '../datasets/random.ts';
import type { Region } from '../datasets/region.ts';

/** What a tracker says of a frame: where the target is and how sure it is (its own scale; higher is surer). */
export interface TrackerOutput {
  readonly region: Region;
  readonly confidence: number;
}

/**
 * The contract of every tracker. One instance follows one target: `initialize` once, then `track` on each following
 * frame in order, then `dispose`. After a failure the harness makes a new instance.
 */
export interface Tracker {
  /** @throws InputError when the region cannot be tracked (no area, outside the image). */
  initialize(frame: Frame, region: Region): Promise<void>;
  track(frame: Frame): Promise<TrackerOutput>;
  dispose(): Promise<void>;
}

/** What the harness hands to a new tracker. */
export interface TrackerContext {
  /** Seeded from (tracker, experiment, sequence, repetition, seed): the tracker's only source of chance. */
  readonly random: Random;
}

/** An entry of the registry: how a tracker is called and made. */
export interface TrackerEntry {
  readonly name: string;
  /** One line for lists. */
  readonly description: string;
  /** Whether it reads the frame's pixels (the harness decodes ahead, off the clock) or only its path. */
  readonly reads: 'pixels' | 'path';
  create(context: TrackerContext): Promise<Tracker>;
}
