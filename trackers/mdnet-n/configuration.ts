import { z } from 'zod';
import { headSettings, learningRateSchema } from '../online/headSettings.ts';
import { onlineSchema } from '../online/onlineSettings.ts';

export const mdnetSchema = z.strictObject({
  kind: z.literal('mdnet-n'),
  /** A name or a file (network/backbones/backboneSpec.ts). */
  backbone: z.unknown(),
  ...headSettings,
  /** Of fc4 and fc5; fc6 learns ten times as fast. */
  learningRate: learningRateSchema,
  online: onlineSchema,
});

export type MdnetConfiguration = z.infer<typeof mdnetSchema>;
