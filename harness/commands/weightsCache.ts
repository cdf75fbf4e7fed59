import { homedir } from 'node:os';
import { cacheFolder } from '../../trackers/network/weights/cacheFolder.ts';
import type { TrainedState } from '../../trackers/network/weights/trainedWeights.ts';
import type { WeightsState } from '../../trackers/network/weights/cachedWeights.ts';
import { type Arguments, textOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { absolutePath } from './sharedFlags.ts';

export const cacheFlag: Flag = {
  kind: 'value',
  describe: 'FOLDER that keeps fetched files',
  default: "the user's cache folder",
};

/** Where weights are kept: as the flag says, else the environment, else the system's habit. */
export function cacheOf(values: Arguments): string {
  const given = textOf(values, 'cache');
  if (given !== undefined) return absolutePath(given);
  return cacheFolder({ environment: process.env, platform: process.platform, home: homedir() });
}

/** An entry of the catalogue and what the cache has of it, as JSON. */
export function weightsJson({ entry, files, isComplete }: WeightsState): Readonly<Record<string, unknown>> {
  return { ...entry, files: entry.files.map((file, i) => ({ ...file, ...files[i]! })), isComplete };
}

/** In one word: `cached`, or what is wrong with the first file that is not. */
export function stateText({ files }: WeightsState): string {
  return files.find(({ state }) => state !== 'cached')?.state ?? 'cached';
}

/** An entry whole, for people. */
export function weightsText(state: WeightsState): string {
  const { entry, files } = state;
  const lines = [
    `${entry.name}: ${entry.description}`,
    `licence: ${entry.licence}`,
    `origin: ${entry.origin}`,
    `used by: ${entry.backbones.join(', ')}`,
  ];
  for (const [i, { name, address, size, checksum, conversion }] of entry.files.entries()) {
    lines.push(
      '',
      name,
      `  address: ${address}`,
      `  size: ${size === undefined ? 'not published' : `${size} bytes`}`,
      `  ${checksum.algorithm}: ${checksum.hex}`,
      ...(conversion === undefined ? [] : [`  of it is kept: ${conversion.member}, as ${conversion.to}`]),
      `  ${files[i]!.state}: ${files[i]!.path}`,
    );
  }
  return lines.join('\n');
}

/** What trained weights are, in one line. */
export function trainedSummary({ provenance }: TrainedState): string {
  if (provenance === undefined) return 'trained weights';
  const { student, teacher, startLoss, heldOutLoss } = provenance;
  return `${student}, learned from ${teacher}: held-out loss ${startLoss.toFixed(3)} -> ${heldOutLoss.toFixed(3)}`;
}

/** Trained weights whole, for people. */
export function trainedText(trained: TrainedState): string {
  const { name, path, state, provenance } = trained;
  const lines = [`${name}: ${trainedSummary(trained)}`, `${state}: ${path}`];
  if (provenance === undefined) return lines.join('\n');
  const { images, inherited, ...others } = provenance;
  const facts = Object.entries({
    ...others,
    inherited: inherited.join(', ') || 'none',
    images: `${images.training} to learn from, ${images.heldOut} held out (${images.fingerprint})`,
  });
  return [...lines, ...facts.filter(([key]) => key !== 'version').map(([key, value]) => `${key}: ${value}`)].join('\n');
}
