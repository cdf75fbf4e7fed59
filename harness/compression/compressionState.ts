/** @file The state of a compression in its folder, and which requests may go on from it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WrongRequest } from '../../datasets/inputError.ts';
import { imagesFingerprint } from '../../trackers/network/compression/trainingImages.ts';
import { readCheckpoint, type TrainingState } from '../../trackers/network/compression/trainingState.ts';
import type { CompressionRequest } from './compressionRequest.ts';

/** Where the state lies in the folder of a compression. */
export function checkpointPath(out: string): string {
  return join(out, 'checkpoint.safetensors');
}

/** What decides the weights of a training: all of it must be the same for one to go on. */
export function settingsOf(
  request: CompressionRequest,
  initial: string,
  device: string,
): Readonly<Record<string, string | number>> {
  const { teacher } = request;
  return {
    teacher: `${teacher.name} ${teacher.fingerprint}`,
    student: request.student.name,
    images: imagesFingerprint(request.images),
    'initial-weights': initial,
    steps: request.steps,
    samples: request.samplesPerStep,
    'learning-rate': request.learningRate,
    seed: request.seed,
    crops: request.crops,
    'evaluate-every': request.evaluateEvery,
    'held-out-samples': request.heldOutSamples,
    patience: request.patience,
    normalize: request.normalizedBy,
    device,
  };
}

/**
 * The state in the folder; undefined where there is none.
 * @throws WrongRequest when it is that of a training with other settings
 */
export async function readState(
  out: string,
  settings: Readonly<Record<string, string | number>>,
): Promise<TrainingState | undefined> {
  const path = checkpointPath(out);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const state = readCheckpoint(bytes, path);
  const { request } = state.progress;
  const keys = [...new Set([...Object.keys(request), ...Object.keys(settings)])];
  const different = keys.filter((key) => request[key] !== settings[key]);
  if (different.length === 0) return state;
  throw new WrongRequest(
    `invalid request: a training with other settings is in the folder (${different.map((key) => `${key}: there ${request[key]}, here ${settings[key]}`).join('; ')})`,
    path,
    'give the same settings to go on with it, or another folder with --out',
  );
}
