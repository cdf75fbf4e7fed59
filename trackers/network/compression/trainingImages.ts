import type { ImageFile } from '../../../datasets/imageFiles.ts';
import { randomFrom } from '../../../datasets/random.ts';
import { bytesChecksum } from '../../../datasets/download/checksum.ts';

/** Images to learn from, and others to measure on, of which no scene is among the first. */
export interface TrainingImages {
  readonly training: readonly ImageFile[];
  readonly heldOut: readonly ImageFile[];
}

/** Of all scenes, so many are held out where nobody says which. */
const heldOutShare = 0.1;

/**
 * Frames of a sequence that are evenly spaced: neighbours are nearly the same picture.
 * @param most that one scene may have
 */
export function spacedFrames(files: readonly ImageFile[], most: number): readonly ImageFile[] {
  const scenes = new Map<string, ImageFile[]>();
  for (const file of files) {
    const frames = scenes.get(file.scene);
    if (frames === undefined) scenes.set(file.scene, [file]);
    else frames.push(file);
  }
  return [...scenes.values()].flatMap((frames) => {
    if (frames.length <= most) return frames;
    return Array.from({ length: most }, (_, index) => frames[Math.floor((index * frames.length) / most)]!);
  });
}

/**
 * Holds out whole scenes, a tenth of them and at least one, drawn by the seed.
 * @returns no held-out image where there are fewer than two scenes
 */
export function holdOutScenes(files: readonly ImageFile[], seed: number): TrainingImages {
  const draws = new Map<string, number>();
  for (const { scene } of files) {
    if (!draws.has(scene)) draws.set(scene, randomFrom('held-out scene', scene, seed).uniform());
  }
  if (draws.size < 2) return { training: files, heldOut: [] };
  const count = Math.max(1, Math.round(draws.size * heldOutShare));
  const chosen = [...draws].sort(([, a], [, b]) => a - b).slice(0, count);
  const scenes = new Set(chosen.map(([scene]) => scene));
  return {
    training: files.filter(({ scene }) => !scenes.has(scene)),
    heldOut: files.filter(({ scene }) => scenes.has(scene)),
  };
}

/** Tells these images from others by their names and sizes: what a run that goes on must find again. */
export function imagesFingerprint({ training, heldOut }: TrainingImages): string {
  const listed = [training, heldOut].map((files) => files.map(({ name, bytes }) => [name, bytes]));
  return bytesChecksum(Buffer.from(JSON.stringify(listed)), 'sha256').slice(0, 16);
}
