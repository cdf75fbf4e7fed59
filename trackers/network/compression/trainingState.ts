import { z } from 'zod';
import { InputError } from '../../../datasets/inputError.ts';
import { normalizationSchema } from '../backbones/normalizationFile.ts';
import type { Tensor } from '../tensor.ts';
import { readSafetensors, writeSafetensors } from '../weights/safetensors.ts';

const pointSchema = z.strictObject({
  step: z.number(),
  /** Mean over the steps since the point before; null at the start. */
  trainingLoss: z.number().nullable(),
  heldOutLoss: z.number(),
});

/** Where the losses stood after a step. */
export type CurvePoint = Readonly<z.infer<typeof pointSchema>>;

/** How a training ended. */
export const endings = ['all steps done', 'no better for long', 'diverged'] as const;
export type Ending = (typeof endings)[number];

const progressSchema = z.strictObject({
  version: z.literal(1),
  /** What the training was asked for; another request cannot go on from here. */
  request: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Steps done. */
  step: z.number(),
  curve: z.array(pointSchema),
  /** Of the curve, the point of the best weights. */
  best: pointSchema,
  /** Of the steps since the last point. */
  lossSum: z.number(),
  lossCount: z.number(),
  /** Of the teacher's map. */
  normalization: normalizationSchema,
  ending: z.enum(endings).nullable(),
});

export type TrainingProgress = Readonly<z.infer<typeof progressSchema>>;

/** All that a training needs to go on as if it had not stopped. */
export interface TrainingState {
  readonly progress: TrainingProgress;
  /** Weights and moments, as the step graph names them. */
  readonly values: Readonly<Record<string, Tensor>>;
  /** The weights of the lowest held-out loss. */
  readonly best: ReadonlyMap<string, Tensor>;
}

const progressKey = 'progress';
const bestPrefix = 'best.';

/** A state as one file of safetensors, so that it is there as a whole or not at all. */
export function writeCheckpoint({ progress, values, best }: TrainingState): Uint8Array {
  const tensors = new Map(Object.entries(values));
  for (const [name, weight] of best) tensors.set(`${bestPrefix}${name}`, weight);
  return writeSafetensors({ tensors, metadata: { [progressKey]: JSON.stringify(progress) } });
}

/**
 * @param file named in errors
 * @throws InputError for a file that is no checkpoint
 */
export function readCheckpoint(bytes: Uint8Array, file: string): TrainingState {
  const { tensors, metadata } = readSafetensors(bytes, file);
  const parsed = progressSchema.safeParse(parseJson(metadata[progressKey]));
  if (!parsed.success) {
    throw new InputError(
      'invalid checkpoint: the file is of another kind or version',
      file,
      'delete it to begin again, or choose another folder with --out',
    );
  }
  const isBest = (name: string): boolean => name.startsWith(bestPrefix);
  const entries = [...tensors];
  return {
    progress: parsed.data,
    values: Object.fromEntries(entries.filter(([name]) => !isBest(name))),
    best: new Map(
      entries.filter(([name]) => isBest(name)).map(([name, weight]) => [name.slice(bestPrefix.length), weight]),
    ),
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
