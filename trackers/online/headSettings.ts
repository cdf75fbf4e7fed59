import { z } from 'zod';

/** Networks compute in single precision, where less would be nothing and more would overflow at once. */
const single = z.number().min(1e-30).max(1e30);

export const learningRateSchema = single;

/** Of any model that is trained online. */
export const headSettings = {
  /** Channels of the hidden layers: at most as many as those of VGG's largest. */
  hiddenChannels: z.int().positive().max(4096),
  /** Standard deviation of the initial weights. */
  initialDeviation: single,
  momentum: z.number().min(0).lt(1, 'give less than 1: it would never come to rest'),
  weightDecay: z.number().min(0).max(1),
};
