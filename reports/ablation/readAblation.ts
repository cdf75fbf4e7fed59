import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../datasets/inputError.ts';
import { overlapConventions } from '../../datasets/overlap/convention.ts';
import { type Ablation, ablationMeasures } from '../../results/ablation.ts';
import { experimentNames } from '../../results/run.ts';

/** Its name in the folder of an ablation. */
export const ablationFile = 'ablation.json';

const figure = z.object({ value: z.number().nullable(), deviation: z.number().nullable() });

const schema = z.object({
  dataset: z.object({ name: z.string(), sequences: z.number(), frames: z.number(), tags: z.array(z.string()) }),
  convention: z.enum(overlapConventions),
  interval: z.tuple([z.number(), z.number()]),
  tracker: z.string(),
  keys: z.array(z.string()),
  points: z.array(
    z.object({
      label: z.string(),
      values: z.array(z.string()),
      missing: z.array(z.enum(experimentNames)).default([]),
      repetitions: z.number(),
      measures: z.record(z.enum(ablationMeasures), figure),
    }),
  ),
  notes: z.array(z.string()).default([]),
});

/**
 * The ablation that `writeAblation` wrote into a folder; undefined where there is none.
 * @throws InputError for a file that is none
 */
export async function readAblation(folder: string): Promise<Ablation | undefined> {
  const file = join(folder, ablationFile);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new InputError('invalid ablation', file, 'make it again with the verb ablate, or remove the file');
  }
}
