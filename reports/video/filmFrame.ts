import { code } from '../../datasets/region.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import { codeAt, regionAt, type Trajectory } from '../../datasets/trajectory.ts';
import type { ShownTracker, VideoFrame } from './videoFrame.ts';

/** A run as a film shows it. */
export interface FilmedRun {
  readonly tracker: string;
  readonly colour: string;
  readonly trajectory: Trajectory;
  /** With the ground truth, a number a frame; NaN on frames with a code. */
  readonly overlaps: Float32Array;
  /** What the tracker said itself, where it is stored; NaN where it said nothing. */
  readonly confidences?: Float64Array;
}

/**
 * What a film shows of a frame.
 * @param index from 0
 * @param note what the runs are, e.g. `baseline, repetition 1`
 */
export function filmFrame(sequence: Sequence, runs: readonly FilmedRun[], index: number, note: string): VideoFrame {
  return {
    imagePath: sequence.framePaths![index]!,
    groundTruth: regionAt(sequence.groundTruth, index),
    trackers: runs.map((run, place) => shownTracker(run, index, String(place + 1))),
    heading: `${sequence.name}  frame ${index + 1} of ${sequence.length}  ${note}  white: ground truth`,
  };
}

function shownTracker(run: FilmedRun, index: number, mark: string): ShownTracker {
  const { tracker: name, colour, trajectory } = run;
  const failures = failuresUntil(trajectory, index);
  const isFailed = isLost(trajectory, index);
  const parts = [isFailed ? 'FAILED' : stateOf(run, index)];
  if (failures > 0) parts.push(`failures ${failures}`);
  return { mark, colour, name, region: regionAt(trajectory, index), state: parts.join('  '), isFailed };
}

function stateOf({ trajectory, overlaps, confidences }: FilmedRun, index: number): string {
  const said = codeAt(trajectory, index);
  if (said === code.initialization) return 'initialised';
  if (said !== undefined) return 'no region';
  const confidence = confidences?.[index] ?? NaN;
  const overlap = overlaps[index]!;
  return [
    ...(Number.isNaN(overlap) ? [] : [`overlap ${overlap.toFixed(2)}`]),
    ...(Number.isNaN(confidence) ? [] : [`score ${confidence.toFixed(2)}`]),
  ].join('  ');
}

function failuresUntil(trajectory: Trajectory, index: number): number {
  let failures = 0;
  for (let i = 0; i <= index; i++) if (codeAt(trajectory, i) === code.failure) failures++;
  return failures;
}

/** Whether the frame is a failure or skipped after one: a single frame in red would hardly be seen. */
function isLost(trajectory: Trajectory, index: number): boolean {
  for (let i = index; i >= 0; i--) {
    const said = codeAt(trajectory, i);
    if (said === code.failure) return true;
    if (said !== code.unknown) return false;
  }
  return false;
}
