/**
 * @file All numbers of the online tracker, as a checked schema. Presets (trackers/tracking-loss/presets.ts) give each one
 * a value; docs/trackers.md says where the values come from.
 */
import { z } from 'zod';

const count = z.int().positive();
const positive = z.number().positive();
const share = z.number().min(0).max(1);

/** How far boxes are moved: a normal deviate, clipped if asked, times the deviation. */
export const candidateSchema = z.strictObject({
  /** Candidates of a frame, those of the second look apart. */
  count,
  /**
   * Standard deviation of the centre on both axes, over `width + height` of the last box. The paper: 0.15. MDNet's code
   * moves by 0.6 mean(width, height) clip(0.5 g, -1, 1): 0.15 (width + height) clipped at 2 deviations.
   */
  translation: positive,
  /** Deviates beyond so many standard deviations are clipped; null: none is. */
  translationClip: positive.nullable(),
  /** Scales are powers of this. */
  scaleStep: z.number().min(1),
  /** Share of the candidates whose centres deviate `wideFactor` times as far, for targets that jump. */
  wideShare: share,
  wideFactor: z.number().min(1),
  /** Standard deviation of the power. */
  scaleDeviation: z.number().min(0),
  /** The power is clipped at this. */
  scaleClip: positive.nullable(),
  /** The new box is the mean of so many best candidates. */
  best: count,
  /**
   * A second look, about what the first one found: so many of the candidates, their centres with this deviation. The new
   * box comes from both. Null: all candidates are drawn about the last box, the paper's way.
   */
  refinement: z.strictObject({ count, translation: positive }).nullable(),
  /**
   * A last look, at the place that was found, for the size alone (trackers/online/scaleLook.ts); none where the frame
   * failed. Null: the best candidates give the size as well, the paper's way.
   */
  scaleLook: z
    .strictObject({
      /** Scales are `scaleStep` to the power of -reach to reach. */
      reach: count,
      /** Each scale is scored here, and this share of the box to the left, to the right, above and below. */
      shift: share,
      /**
       * The size that costs nothing: the last one, or the one that DSST's scale filter finds (trackers/classic/scaleFilter.ts),
       * which learns the target's outlines from good frames.
       */
      expectation: z.enum(['last', 'filter']),
      /**
       * Score that a step away from the expected size costs; two steps cost four times as much. Null: the size is the
       * expected one, and nothing is scored.
       */
      stiffness: z.number().min(0).nullable(),
      /** Share of the way to the best scale that the box goes. */
      gain: share.positive(),
    })
    .nullable(),
  /** After a failure the deviation grows by this factor a frame ... */
  wideningFactor: z.number().min(1),
  /** ... up to this many times; a success sets it back. */
  wideningLimit: z.number().min(1),
});

/** Boxes around a box whose overlap with it is within bounds. */
const samplesSchema = z.strictObject({
  positives: z.int().min(1),
  negatives: z.int().min(1),
  /** Least overlap (IoU) of a positive. */
  positiveOverlap: share,
  /** Overlap of a negative is below this. */
  negativeOverlap: share,
  /** Normal: standard deviation of the centre over the mean of width and height. */
  positiveTranslation: positive,
  /** Powers of 1.05: standard deviation. */
  positiveScale: z.number().min(0),
  /** Deviates of both beyond so many standard deviations are clipped, as MDNet's are at 2; null: none is. */
  positiveClip: positive.nullable(),
  /** Uniform: largest shift of the centre over the mean of width and height. */
  negativeTranslation: positive,
  /** Powers of 1.05: the largest. */
  negativeScale: z.number().min(0),
  /** Share of the negatives that come from anywhere in the image. */
  negativesAnywhere: share,
  /**
   * Share of the negatives that lie where positives do, in powers of 1.05 up to `scaleReach`: only they tell a target of
   * one texture from a part of it.
   */
  negativesInScale: share,
  scaleReach: z.number().min(0),
});

/** Powers of 1.05. */
const powers = z.array(z.number());

const sharedMapsSchema = z.strictObject({
  /** Anchors a side of a box's window; null: as many as the backbone's map of a crop has. */
  anchors: count.nullable(),
  /** Channels that are left of the backbone's: the directions in which the first frame varies most. Null: all. */
  channels: count.nullable(),
  /** Sizes at which the region of a search is seen, over that of the last box. */
  searchScales: powers.min(1),
  /** Regions of each of these sizes, shifted against each other by fractions of a cell: 1, 2 or 4. */
  searchShifts: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  /** How far the windows' middles reach from the region's, in sides of the box. */
  reach: positive,
  /** Of the first frame: regions about the box, in sizes up to `scaleReach` either way, and in other places. */
  first: z.strictObject({ regions: count, scaleReach: z.number().min(0), elsewhere: z.int().min(0) }),
  /** Regions of a turned picture. */
  turned: z.strictObject({ regions: count, scaleReach: z.number().min(0) }),
  /** Of a box that was found: regions in these sizes, for its own size, and whose windows are samples. */
  near: z.strictObject({ scales: powers, reach: positive }),
  /** Of a good frame's samples: one more region, in one of these sizes. */
  otherScales: powers,
});

const trainingSchema = z.strictObject({
  iterations: count,
  /** Times the loss's own learning rate. */
  learningRateFactor: positive,
});

export const onlineSchema = z.strictObject({
  /** The first box: the region's bounding box, or one of its centre, proportions and area. They differ for polygons. */
  startBox: z.enum(['bounding', 'area']),
  /** How far a crop reaches around its box (trackers/patches/patchOptions.ts). */
  context: z.union([
    z.strictObject({
      rule: z.literal('mdnet'),
      padding: z.number().min(0),
      /** Side of the crop that the padding is a part of, in pixels: crops of other sizes show the same. Default: the network's input. */
      of: positive.optional(),
    }),
    z.strictObject({ rule: z.literal('factor'), factor: positive }),
  ]),
  border: z.enum(['mdnet', 'replicate', 'pymdnet']),
  /** The map's numbers: each channel at mean 0 and deviation 1, all by the same two numbers, or as they come. */
  normalization: z.enum(['channel', 'map', 'none']),
  /** One pass of the backbone over a region gives the maps of all boxes in it (sharedMaps.ts); null: each box is cropped. */
  maps: sharedMapsSchema.nullable(),
  candidates: candidateSchema,
  /** Boxes are at least this wide and high, in pixels (or as the target at its start, if that is less). */
  minimumSideInPixels: z.number().min(1),
  firstFrame: z.strictObject({
    samples: samplesSchema,
    /** Samples of the picture turned about the target, added to its own; null: none, the paper's way. */
    turns: z
      .strictObject({
        /** Clockwise. */
        degrees: z.array(z.number()),
        /** The picture mirrored left to right, too. */
        isMirrored: z.boolean(),
        /** Samples of each. */
        positives: count,
        negatives: count,
      })
      .nullable(),
    training: trainingSchema,
    /** Negatives of the first frame that stay in memory for the updates, any of them. */
    negativesKept: count,
  }),
  update: z.strictObject({
    samples: samplesSchema,
    training: trainingSchema,
    /** Frames between two periodic updates. */
    interval: count,
    /** Good frames whose positives a periodic update takes; all updates take the negatives of the short memory. */
    longMemory: count,
    /** Good frames that a failure's update takes. */
    shortMemory: count,
  }),
  minibatch: z.strictObject({
    positives: count,
    negatives: count,
    /** The negatives of a minibatch are the hardest of so many; null: any, without mining. */
    minedFrom: count.nullable(),
    /**
     * Least share of a minibatch, of positives and of negatives, that comes from the first frame, the only one whose
     * box is known: without it small errors teach themselves.
     */
    firstFrameShare: share,
  }),
  /**
   * Below which mean score of the best candidates a frame counts as failed: a fixed one, or `share` of the way from the
   * mean score of the first frame's negatives to that of its positives.
   */
  failure: z.union([
    z.strictObject({ rule: z.literal('fixed'), score: z.number() }),
    z.strictObject({ rule: z.literal('between'), share }),
  ]),
});

export type OnlineSettings = z.infer<typeof onlineSchema>;
export type SampleSettings = z.infer<typeof samplesSchema>;
export type SharedMapsSettings = z.infer<typeof sharedMapsSchema>;
export type CandidateSettings = z.infer<typeof candidateSchema>;
