import type { Trajectory } from './trajectory.ts';

/** A video with one target: what VOT keeps in a sequence folder. Plain data, cheap to hand to a worker thread. */
export interface Sequence {
  readonly name: string;
  /** Number of frames. */
  readonly length: number;
  /** Size of each frame in pixels; Infinity where nothing says it, and then regions are not clipped. */
  readonly width: number;
  readonly height: number;
  /** A region for each frame. */
  readonly groundTruth: Trajectory;
  /** For each tag, 1 on the frames that carry it. `empty` is not among them: it is derived (frames without any tag). */
  readonly tags: Readonly<Record<string, Uint8Array>>;
  /** Practical-difference threshold of the overlap for each frame (VOT's practical.value), where the dataset has it. */
  readonly practical?: Float64Array | undefined;
  /** Absolute paths of the image files, one a frame; missing where a dataset is annotations only. */
  readonly framePaths?: readonly string[];
  /** Frames a second of the video, where known. */
  readonly fps?: number;
}

export interface Dataset {
  readonly name: string;
  readonly sequences: readonly Sequence[];
  /** What was odd but not wrong about the files (a tag file of another length, say): counted and said, never hidden. */
  readonly warnings: readonly string[];
}

/** VOT's name for the frames that carry no tag (LEG sequence_query_tag.m). */
export const emptyTag = 'empty';

/** The tags that any sequence of the dataset carries, in alphabetical order, then `empty` if there are any. */
export function tagsOf(sequences: readonly Sequence[]): string[] {
  const names = [...new Set(sequences.flatMap(({ tags }) => Object.keys(tags)))].toSorted();
  return names.length === 0 ? [] : [...names, emptyTag];
}

/** 1 on the frames that carry the tag; `empty` is every frame without any; a tag the sequence lacks is on no frame. */
export function framesWithTag(sequence: Sequence, tag: string): Uint8Array {
  if (tag !== emptyTag) return sequence.tags[tag] ?? new Uint8Array(sequence.length);
  const frames = new Uint8Array(sequence.length).fill(1);
  for (const tagged of Object.values(sequence.tags)) {
    for (let i = 0; i < frames.length; i++) if (tagged[i] === 1) frames[i] = 0;
  }
  return frames;
}
