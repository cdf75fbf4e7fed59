import type { Frame } from '../../../datasets/image.ts';
import { rectangle, type Region } from '../../../datasets/region.ts';
import type { Sequence } from '../../../datasets/sequence.ts';
import { codeAt, trajectory, type Trajectory } from '../../../datasets/trajectory.ts';
import type { ExperimentOptions, MakeTracker } from '../../../harness/experiments/experiment.ts';

export const target = rectangle(10, 10, 20, 20);
export const elsewhere = rectangle(60, 60, 10, 10);

/** A sequence of 100 x 100 pixels whose target is at `target` in every frame, or at the regions given. */
export function sequenceOf(length: number, truth: readonly Region[] = Array(length).fill(target)): Sequence {
  return {
    name: 'scripted',
    length,
    width: 100,
    height: 100,
    groundTruth: trajectory(truth),
    tags: {},
    framePaths: truth.map((_, index) => `/frames/${index}.jpg`),
  };
}

/** What happened, in order: `new`, `image 3`, `initialize 0`, `track 1`, `dispose`. */
export type Log = string[];

export interface Script {
  /** What the tracker says of a frame; by default where the target is. May throw. */
  readonly answer?: (index: number) => Region;
  readonly confidence?: (index: number) => number;
  readonly onInitialize?: (index: number, region: Region) => void;
  readonly onDispose?: () => void;
  /** Milliseconds that each call takes. */
  readonly durationMs?: (index: number) => number;
  /** Frames that cannot be decoded. */
  readonly unreadable?: readonly number[];
  readonly signal?: { readonly aborted: boolean };
  readonly decode?: boolean;
  readonly convention?: ExperimentOptions['convention'];
}

/** Trackers that do what a script says, and a world for them in which time passes only as the script says. */
export function scripted(script: Script): { log: Log; makeTracker: MakeTracker; options: ExperimentOptions } {
  const log: Log = [];
  let nowMs = 0;
  const decodeMs = 1000;
  const frameAt = (_sequence: Sequence, index: number): Frame => ({
    index,
    path: `/frames/${index}.jpg`,
    async image() {
      log.push(`image ${index}`);
      nowMs += decodeMs;
      if (script.unreadable?.includes(index)) throw new Error('cannot be decoded');
      return { width: 100, height: 100, channels: 1, data: new Uint8Array(10_000) };
    },
  });
  return {
    log,
    makeTracker: async () => {
      log.push('new');
      return {
        async initialize({ index }, region) {
          log.push(`initialize ${index}`);
          nowMs += script.durationMs?.(index) ?? 0;
          script.onInitialize?.(index, region);
        },
        async track({ index }) {
          log.push(`track ${index}`);
          nowMs += script.durationMs?.(index) ?? 0;
          return { region: script.answer?.(index) ?? target, confidence: script.confidence?.(index) ?? 0.5 };
        },
        async dispose() {
          log.push('dispose');
          script.onDispose?.();
        },
      };
    },
    options: {
      convention: script.convention ?? 'vot2016',
      clock: () => nowMs,
      frameAt,
      decode: script.decode ?? false,
      signal: script.signal ?? { aborted: false },
    },
  };
}

/** A letter a frame: the code, or R for a region. */
export function codesOf(packed: Trajectory): string {
  return Array.from({ length: packed.length }, (_, index) => codeAt(packed, index) ?? 'R').join('');
}
