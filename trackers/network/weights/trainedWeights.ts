/**
 * @file Weights that were trained here or on another machine of the user's: files of safetensors that say themselves how
 * they came about, in the cache beside those of the catalogue.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../datasets/atomicFile.ts';
import { bytesChecksum } from '../../../datasets/download/checksum.ts';
import { InputError } from '../../../datasets/inputError.ts';
import type { MapNormalization } from '../backbones/mapNormalization.ts';
import { normalizationSchema } from '../backbones/normalizationFile.ts';
import type { Tensor } from '../tensor.ts';
import { writingCache } from './cacheFolder.ts';
import { type CachedFile, checksumPath, type FileState } from './cachedWeights.ts';
import { catalogue } from './catalogue.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const count = z.number().int().nonnegative();

const provenanceSchema = z.strictObject({
  version: z.literal(1),
  /** Backbone that the weights are for. */
  student: z.string(),
  teacher: z.string(),
  /** Of the teacher's network and weights. */
  teacherFingerprint: z.string(),
  /** Names of weights that began as the teacher's. */
  inherited: z.array(z.string()),
  /** SHA-256 of the file of weights that the student began with in their place; null where there was none. */
  begunWith: z.string().nullable(),
  images: z.strictObject({ training: count, heldOut: count, fingerprint: z.string() }),
  /** Of the weights, and of the whole training. */
  steps: count,
  plannedSteps: count,
  samplesPerStep: count,
  learningRate: z.number(),
  optimizer: z.string(),
  normalizedBy: z.enum(['channel', 'map']),
  seed: count,
  /** Over the held-out images, before the first step and with these weights. */
  startLoss: z.number(),
  heldOutLoss: z.number(),
  ending: z.string(),
  /** What computed it: versions and device. */
  madeBy: z.string(),
});

/** How weights came about. */
export type Provenance = Readonly<z.infer<typeof provenanceSchema>>;

export interface TrainedWeights {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly provenance: Provenance;
  /** Of the trained network's map, over pieces of the images that it was trained on. */
  readonly normalization: MapNormalization;
}

const provenanceKey = 'training';
const normalizationKey = 'normalization';

export function writeTrainedWeights({ weights, provenance, normalization }: TrainedWeights): Uint8Array {
  const metadata = {
    [provenanceKey]: JSON.stringify(provenance),
    [normalizationKey]: JSON.stringify(normalization),
  };
  return writeSafetensors({ tensors: weights, metadata });
}

/**
 * @param file named in errors
 * @throws InputError for other weights
 */
export function readTrainedWeights(bytes: Uint8Array, file: string): TrainedWeights {
  const { tensors, metadata } = readSafetensors(bytes, file);
  const provenance = provenanceSchema.safeParse(parseJson(metadata[provenanceKey]));
  const normalization = normalizationSchema.safeParse(parseJson(metadata[normalizationKey]));
  if (provenance.success && normalization.success) {
    return { weights: tensors, provenance: provenance.data, normalization: normalization.data };
  }
  throw new InputError('invalid trained weights: the file does not say how they came about', file);
}

/** Whether a file says that it holds trained weights. @throws InputError for a damaged one */
export function saysProvenance(bytes: Uint8Array, file: string): boolean {
  return provenanceKey in readSafetensors(bytes, file).metadata;
}

/** What the cache has of trained weights under a name. */
export interface TrainedState {
  readonly name: string;
  readonly path: string;
  readonly state: FileState;
  readonly bytes: number | undefined;
  /** Undefined unless the file is whole. */
  readonly provenance: Provenance | undefined;
}

/** Where trained weights of that name lie. */
export function trainedPath(cache: string, name: string): string {
  return join(cache, 'weights', name, `${name}${ending}`);
}

const ending = '.safetensors';

/** All trained weights of the cache, by their names. */
export async function listTrainedWeights(cache: string): Promise<readonly TrainedState[]> {
  const folders: string[] = await readdir(join(cache, 'weights')).catch(() => []);
  const states = await Promise.all(folders.toSorted().map((name) => trainedState(cache, name)));
  return states.filter((state) => state !== undefined);
}

/** Undefined for a name of the catalogue, and where the cache has none. */
export async function trainedState(cache: string, name: string): Promise<TrainedState | undefined> {
  const found = await readTrained(cache, name);
  if (found === undefined) return undefined;
  const { path, bytes, isWhole } = found;
  const provenance = isWhole ? provenanceOf(bytes, path) : undefined;
  return { name, path, state: provenance === undefined ? 'damaged' : 'cached', bytes: bytes.length, provenance };
}

function provenanceOf(bytes: Uint8Array, path: string): Provenance | undefined {
  try {
    return readTrainedWeights(bytes, path).provenance;
  } catch {
    return undefined;
  }
}

/** The file of trained weights; undefined where there is none of that name. @throws InputError when it is damaged */
export async function readCachedTrained(cache: string, name: string): Promise<CachedFile | undefined> {
  const found = await readTrained(cache, name);
  if (found === undefined) return undefined;
  const { path, bytes, isWhole } = found;
  if (isWhole) return { path, bytes };
  throw new InputError(
    `damaged weights: ${name}`,
    path,
    `"tracking-loss weights add ${name} FILE" takes a file that you have, else train them again`,
  );
}

/** Puts trained weights into the cache. */
export async function keepTrainedWeights(cache: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = trainedPath(cache, name);
  await writingCache(cache, async () => {
    await mkdir(join(cache, 'weights', name), { recursive: true });
    await writeFileAtomically(path, bytes);
    await writeFileAtomically(checksumPath(path), `${bytesChecksum(bytes, 'sha256')}\n`);
  });
  return path;
}

/**
 * A name that trained weights may have.
 * @throws InputError for one that is no word, or that the catalogue has
 */
export function checkTrainedName(name: string, taken: readonly string[]): void {
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name)) {
    throw new InputError(
      `invalid name of weights: ${JSON.stringify(name)}`,
      undefined,
      'letters, digits, dots and dashes are expected',
    );
  }
  const known = [...taken, ...catalogue.map((entry) => entry.name)];
  if (!known.includes(name)) return;
  throw new InputError(`invalid name of weights: ${name} is taken`, undefined, `not ${[...new Set(known)].join(', ')}`);
}

async function readTrained(
  cache: string,
  name: string,
): Promise<{ readonly path: string; readonly bytes: Uint8Array; readonly isWhole: boolean } | undefined> {
  if (catalogue.some((entry) => entry.name === name) || !/^[\w.-]+$/.test(name)) return undefined;
  const path = trainedPath(cache, name);
  const [bytes, checksum] = await Promise.all([
    readFile(path).catch(() => undefined),
    readFile(checksumPath(path), 'utf8').catch(() => undefined),
  ]);
  if (bytes === undefined) return undefined;
  return { path, bytes, isWhole: checksum?.trim() === bytesChecksum(bytes, 'sha256') };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
