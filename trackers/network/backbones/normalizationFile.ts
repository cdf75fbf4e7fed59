import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../datasets/atomicFile.ts';
import { InputError } from '../../../datasets/inputError.ts';
import { writingCache } from '../weights/cacheFolder.ts';
import type { BackboneNetwork } from './backbone.ts';
import type { MapNormalization } from './mapNormalization.ts';

const numbers = z.array(z.number()).readonly();
/** A normalisation as JSON has it. */
export const normalizationSchema = z.strictObject({
  channelMeans: numbers,
  channelDeviations: numbers,
  mean: z.number(),
  deviation: z.number(),
  source: z.string(),
});

/** Where the normalisation of a network with these weights and this input lies in the cache. */
export function normalizationPath(cache: string, { name, fingerprint }: BackboneNetwork): string {
  return join(cache, 'normalizations', `${name}-${fingerprint}.json`);
}

/**
 * What was stored for this network, or undefined.
 * @throws InputError for a file that does not fit
 */
export async function readNormalization(
  cache: string,
  backbone: BackboneNetwork,
): Promise<MapNormalization | undefined> {
  const path = normalizationPath(cache, backbone);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { data } = normalizationSchema.safeParse(parseJson(text));
  const { channels } = backbone.map;
  if (data?.channelMeans.length === channels && data.channelDeviations.length === channels) return data;
  throw new InputError(
    'invalid normalisation: not of this network, or damaged',
    path,
    'delete it to have it measured again',
  );
}

export async function storeNormalization(
  cache: string,
  backbone: BackboneNetwork,
  normalization: MapNormalization,
): Promise<void> {
  const path = normalizationPath(cache, backbone);
  await writingCache(cache, () => writeFileAtomically(path, `${JSON.stringify(normalization)}\n`));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
