import { z } from 'zod';
import { largestHidden, onlineSchema } from '../online/onlineSettings.ts';

export const mdnetSchema = z.strictObject({
  kind: z.literal('mdnet-n'),
  /** A name or a file (network/backbones/backboneSpec.ts). */
  backbone: z.unknown(),
  /** Channels of fc4 and of fc5. */
  hiddenChannels: z.int().positive().max(largestHidden),
  /** Standard deviation of the layers' initial weights. */
  initialDeviation: z.number().positive(),
  /** Of fc4 and fc5; fc6 learns ten times as fast. */
  learningRate: z.number().positive(),
  momentum: z.number().min(0).max(1),
  weightDecay: z.number().min(0),
  online: onlineSchema,
});

export type MdnetConfiguration = z.infer<typeof mdnetSchema>;
