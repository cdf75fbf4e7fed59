import type { Frame } from '../datasets/image.ts';
import type { Random } from '../datasets/random.ts';
import type { Region } from '../datasets/region.ts';
import type { NetworkEnvironment } from './online/networkEnvironment.ts';

/** What a tracker says of a frame: where the target is and how sure it is (its own scale; higher is surer). */
export interface TrackerOutput {
  readonly region: Region;
  /** NaN where the tracker says none. */
  readonly confidence: number;
  /** What else it says of the frame; kept beside the trajectory. Keys of letters, digits, dots and underscores. */
  readonly properties?: ReadonlyMap<string, string>;
}

/**
 * The contract of every tracker. One instance follows one target: `initialize` once, then `track` on each following
 * frame in order, then `dispose`. After a failure the harness makes a new instance.
 */
export interface Tracker {
  /** What may be done with the frame that is to be seen next before the clock starts, as sending it needs it. */
  prepare?(frame: Frame): Promise<void>;
  /** @throws InputError when the region cannot be tracked (no area, outside the image). */
  initialize(frame: Frame, region: Region): Promise<void>;
  track(frame: Frame): Promise<TrackerOutput>;
  dispose(): Promise<void>;
}

/** Which run a tracker is in, and so which chance is its own. */
export interface RunIdentity {
  readonly experiment: string;
  readonly sequence: string;
  /** From 1. */
  readonly repetition: number;
  readonly seed: number;
}

/** What the harness hands to a new tracker. */
export interface TrackerContext {
  /** Seeded from (tracker, experiment, sequence, repetition, seed): the tracker's only source of chance. */
  readonly random: Random;
  /** Where networks are computed: shared by all trackers of a thread, and disposed by who made it. */
  readonly networks: NetworkEnvironment;
  /** Hears in one line what a user should know and what does not end the run. */
  readonly notice: (text: string) => void;
  readonly run?: RunIdentity;
  /** Where a tracker that is a program of its own has its output kept. */
  readonly logFile?: string;
}

/** A tracker as it can be run: a name of the registry, or one with settings of its own. */
export interface TrackerEntry {
  readonly name: string;
  /** One line for lists. */
  readonly description: string;
  /** Whether it reads the frame's pixels (the harness decodes ahead, off the clock) or only its path. */
  readonly reads: 'pixels' | 'path';
  /** Whether it computes with networks, which needs a device. */
  readonly usesNetworks: boolean;
  create(context: TrackerContext): Promise<Tracker>;
  /** How often a run is done again from its start that ended with a TrackerCrash. None when missing. */
  readonly retries?: number;
  /** Ends what outlives the entry's trackers, as a process that is initialised again: called when a run is over. */
  close?(): Promise<void>;
}
