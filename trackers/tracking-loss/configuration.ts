/** @file Everything that makes one of the paper's trackers: its backbone, losses, strategies, and the online tracker's numbers. */
import { z } from 'zod';
import { headSettings, learningRateSchema } from '../online/headSettings.ts';
import { onlineSchema } from '../online/onlineSettings.ts';
import { weightNames, weightOf } from './partWeights.ts';
import { strategyNames } from './strategies.ts';

export const lossNames = ['softmax', 'info1', 'info2', 'info3', 'sigmoid', 'hinge'] as const;
export type LossName = (typeof lossNames)[number];

const weight = z.number().min(0);

/** A branch: one loss over the parts, each with a head of its own. */
const branchSchema = z.strictObject({
  loss: z.enum(lossNames),
  /** Weight of the part `first` in the tracking loss. */
  alpha: weight,
  /** Weight of `fourth`; `second` and `third` take it too. */
  beta: weight,
  learningRate: learningRateSchema,
});

const plainSchema = z.strictObject({
  kind: z.literal('tracking-loss'),
  /** A name or a file (network/backbones/backboneSpec.ts). */
  backbone: z.unknown(),
  /** Their scores are averaged; more than one is an ensemble. */
  branches: z.array(branchSchema).min(1),
  /** The parts of the tracking loss. */
  strategies: z.array(z.enum(strategyNames)).min(1),
  /** Anchors above this confidence are `first`. */
  firstConfidence: z.number().min(0).lt(1, 'no anchor has a confidence above 1: give less'),
  /**
   * `sample`: each anchor of a strategy has the sample's label. `centre`: of a positive sample only those of a central
   * part of the map are positive, and a score is the mean inside minus the mean outside, which tells the target's scale.
   */
  labels: z.enum(['sample', 'centre']),
  /** Rows and columns of that part, over the map's. */
  centreShare: z.number().positive().max(1),
  /** Over the anchors of a part and the minibatch. */
  reduction: z.enum(['mean', 'sum']),
  ...headSettings,
  online: onlineSchema,
});

/**
 * Of several parts each needs a weight: the scores of all are averaged, and the head of one without would stay as chance
 * made it. A single one needs none, since nothing stands against it.
 */
export const trackingLossSchema = plainSchema.superRefine(({ branches, strategies }, context) => {
  for (const name of weightNames) {
    const parts = strategies.filter((strategy) => weightOf(strategy, strategies) === name).join(' and ');
    for (const [index, branch] of branches.entries()) {
      if (parts === '' || branch[name] !== 0) continue;
      context.addIssue({
        code: 'custom',
        path: ['branches', index, name],
        message: `0: ${parts} would learn nothing`,
        params: { wayOut: `give a positive ${name}, or leave ${parts} out of strategies` },
      });
    }
  }
});

export type TrackingLossConfiguration = z.infer<typeof trackingLossSchema>;
export type Branch = z.infer<typeof branchSchema>;

/** Columns of table "losses" in paper section 3. */
export const paperBranches: Readonly<Record<LossName, Branch>> = {
  softmax: { loss: 'softmax', alpha: 1, beta: 10, learningRate: 0.0005 },
  info1: { loss: 'info1', alpha: 1, beta: 10, learningRate: 0.0005 },
  info2: { loss: 'info2', alpha: 1, beta: 10, learningRate: 0.0005 },
  info3: { loss: 'info3', alpha: 1, beta: 10, learningRate: 0.0005 },
  sigmoid: { loss: 'sigmoid', alpha: 4, beta: 1, learningRate: 0.0002 },
  hinge: { loss: 'hinge', alpha: 3, beta: 9, learningRate: 0.0005 },
};
