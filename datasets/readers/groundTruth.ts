import { InputError } from '../inputError.ts';
import { parseTrajectory } from '../regionText.ts';
import { codeAt, type Trajectory } from '../trajectory.ts';
import { readInputFile } from './inputFile.ts';

/** @throws InputError when the file is missing or empty, a line is no region, or the first frame has none */
export async function readGroundTruth(path: string): Promise<Trajectory> {
  const groundTruth = parseTrajectory(await readInputFile(path), path);
  checkGroundTruth(groundTruth, path);
  return groundTruth;
}

/** @throws InputError when there are no regions or the first frame, on which trackers are initialised, has none */
export function checkGroundTruth(groundTruth: Trajectory, where: string): void {
  if (groundTruth.length === 0) throw new InputError('missing ground truth: no regions', where, 'fetch the file again');
  if (codeAt(groundTruth, 0) !== undefined) {
    throw new InputError('invalid ground truth: no region in the first frame', where, 'a tracker starts from it');
  }
}
