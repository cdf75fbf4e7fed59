/**
 * @file All numbers of the online tracker, as a checked schema. Presets (trackers/tracking-loss/presets.ts) give each one
 * a value; docs/tuning.md says where the values come from.
 */
import { z } from 'zod';

/** Of boxes, samples and iterations: more are a slip of the hand, and would end a process for want of memory. */
const count = z.int().positive().max(100_000);
/** Of frames and of what there is in any case: all of it, if the number is larger. */
const upTo = z.int().positive();
const positive = z.number().positive();
const share = z.number().min(0).max(1);
/** The step from one scale to the next of training samples and of regions, MDNet's. */
export const sampleScaleStep = 1.05;
/** Powers of it: 100 of them are a factor of 131. */
const power = z.number().min(-100).max(100);
const powerReach = power.min(0);

/** How far boxes are moved: a normal deviate, clipped if asked, times the deviation. */
const plainCandidateSchema = z.strictObject({
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
  scaleStep: z.number().min(1).max(2),
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
      reach: z.int().positive().max(100),
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

/** Refuses a value that does not go with others, with the way out. */
function refuse(context: z.RefinementCtx, path: string[], message: string, wayOut: string): void {
  context.addIssue({ code: 'custom', path, message, params: { wayOut } });
}

const candidateSchema = plainCandidateSchema.superRefine(
  ({ count: first, refinement, best, scaleStep, scaleLook }, context) => {
    const all = first + (refinement?.count ?? 0);
    if (best > all) {
      refuse(context, ['best'], `${best} of ${all} candidates`, 'best is at most count plus refinement.count');
    }
    if (scaleLook !== null && scaleStep === 1) {
      refuse(
        context,
        ['scaleStep'],
        '1: the last look has no other sizes to score',
        'give a scaleStep above 1, or scaleLook: null',
      );
    }
  },
);

/** Boxes around a box whose overlap with it is within bounds. */
const plainSamplesSchema = z.strictObject({
  positives: count,
  negatives: count,
  /** Least overlap (IoU) of a positive. */
  positiveOverlap: share,
  /** Overlap of a negative is below this. */
  negativeOverlap: share,
  /** Normal: standard deviation of the centre over the mean of width and height. */
  positiveTranslation: positive,
  /** Powers of 1.05: standard deviation. */
  positiveScale: powerReach,
  /** Deviates of both beyond so many standard deviations are clipped, as MDNet's are at 2; null: none is. */
  positiveClip: positive.nullable(),
  /** Uniform: largest shift of the centre over the mean of width and height. */
  negativeTranslation: positive,
  /** Powers of 1.05: the largest. */
  negativeScale: powerReach,
  /** Share of the negatives that come from anywhere in the image. */
  negativesAnywhere: share,
  /**
   * Share of the negatives that lie where positives do, in powers of 1.05 up to `scaleReach`: only they tell a target of
   * one texture from a part of it.
   */
  negativesInScale: share,
  scaleReach: powerReach,
});

const samplesSchema = plainSamplesSchema.superRefine((samples, context) => {
  const { positiveOverlap, negativeOverlap, negativesAnywhere, negativesInScale } = samples;
  if (negativeOverlap > positiveOverlap) {
    refuse(
      context,
      ['negativeOverlap'],
      `${negativeOverlap}, where positiveOverlap is ${positiveOverlap}: a box could be both`,
      'negativeOverlap is at most positiveOverlap',
    );
  }
  const sum = negativesAnywhere + negativesInScale;
  // Decimal shares may add up to a little more than 1.
  if (sum <= 1 + 1e-9) return;
  refuse(
    context,
    ['negativesInScale'],
    `${negativesInScale}, where negativesAnywhere is ${negativesAnywhere}`,
    'both are shares of the negatives: at most 1 together',
  );
});

const powers = z.array(power);

const regions = z.int().positive().max(1000);

const sharedMapsSchema = z.strictObject({
  /** Anchors a side of a box's window; null: as many as the backbone's map of a crop has. */
  anchors: z.int().positive().max(256).nullable(),
  /** Channels that are left of the backbone's: the directions in which the first frame varies most. Null: all. */
  channels: upTo.nullable(),
  /** Sizes at which the region of a search is seen, over that of the last box. */
  searchScales: powers.min(1),
  /** Regions of each of these sizes, shifted against each other by fractions of a cell: 1, 2 or 4. */
  searchShifts: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  /** How far the windows' middles reach from the region's, in sides of the box. */
  reach: positive,
  /** Of the first frame: regions about the box, in sizes within `scaleReach` either way, and in other places. */
  first: z.strictObject({ regions, scaleReach: powerReach, elsewhere: z.int().min(0).max(1000) }),
  /** Regions of a turned picture. */
  turned: z.strictObject({ regions, scaleReach: powerReach }),
  /** Of a box that was found: regions in these sizes, for its own size, and whose windows are samples. */
  near: z.strictObject({ scales: powers.min(1), reach: positive }),
  /** Of a good frame's samples: one more region, in one of these sizes. */
  otherScales: powers,
});

const trainingSchema = z.strictObject({
  iterations: count,
  /** Times the loss's own learning rate. */
  learningRateFactor: positive,
});

const plainMinibatchSchema = z.strictObject({
  positives: count,
  negatives: count,
  /** The negatives of a minibatch are the hardest of so many; null: any, without mining. */
  minedFrom: count.nullable(),
  /**
   * Least share of a minibatch, of positives and of negatives, that comes from the first frame, the only one whose
   * box is known: without it small errors teach themselves.
   */
  firstFrameShare: share,
});

const minibatchSchema = plainMinibatchSchema.superRefine(({ negatives, minedFrom }, context) => {
  if (minedFrom === null || minedFrom >= negatives) return;
  refuse(
    context,
    ['minedFrom'],
    `the hardest ${negatives} negatives of ${minedFrom}`,
    'minedFrom is at least negatives, or null',
  );
});

const plainSchema = z.strictObject({
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
        /** Clockwise; each is a picture of its own. */
        degrees: z.array(z.number().min(-360).max(360)).max(360),
        /** The picture mirrored left to right, too. */
        isMirrored: z.boolean(),
        /** Samples of each. */
        positives: count,
        negatives: count,
      })
      .nullable(),
    training: trainingSchema,
    /** Negatives of the first frame that stay in memory for the updates, any of them. */
    negativesKept: upTo,
  }),
  update: z.strictObject({
    samples: samplesSchema,
    training: trainingSchema,
    /** Frames between two periodic updates. */
    interval: upTo,
    /** Good frames whose positives a periodic update takes; all updates take the negatives of the short memory. */
    longMemory: upTo,
    /** Good frames that a failure's update takes. */
    shortMemory: upTo,
  }),
  minibatch: minibatchSchema,
  /**
   * Below which mean score of the best candidates a frame counts as failed: a fixed one, or `share` of the way from the
   * mean score of the first frame's negatives to that of its positives.
   */
  failure: z.union([
    z.strictObject({ rule: z.literal('fixed'), score: z.number() }),
    z.strictObject({ rule: z.literal('between'), share }),
  ]),
});

export const onlineSchema = plainSchema.superRefine(({ maps, context, border, candidates }, issues) => {
  if (maps === null) return;
  if (context.rule !== 'factor' || border !== 'replicate') {
    refuse(
      issues,
      ['maps'],
      `maps are not shared with the context ${context.rule} and the border ${border}`,
      'give a context of the rule factor and the border replicate, or maps: null',
    );
  }
  // Sizes beyond those that are seen have the score of the last one; seen in one size, all score alike.
  const { scaleLook, scaleStep, scaleDeviation } = candidates;
  const { searchScales, near } = maps;
  if (scaleDeviation > 0 && searchScales.length === 1) {
    refuse(
      issues,
      ['candidates', 'scaleDeviation'],
      `${scaleDeviation}, where shared maps are searched in one size`,
      'give maps.searchScales more sizes, or scaleDeviation: 0',
    );
  }
  if (scaleLook === null || scaleLook.stiffness === null || near.scales.length === 1) return;
  const looked = scaleLook.reach * Math.log(scaleStep);
  const seen = Math.min(Math.max(...near.scales), -Math.min(...near.scales)) * Math.log(sampleScaleStep);
  if (looked <= seen + 1e-9) return;
  refuse(
    issues,
    ['candidates', 'scaleLook', 'reach'],
    `${scaleLook.reach}, where shared maps are seen in the powers ${near.scales.join(', ')} of ${sampleScaleStep}`,
    'give maps.near.scales from -reach to reach, or less reach',
  );
});

export type OnlineSettings = z.infer<typeof onlineSchema>;
export type SampleSettings = z.infer<typeof samplesSchema>;
export type SharedMapsSettings = z.infer<typeof sharedMapsSchema>;
export type CandidateSettings = z.infer<typeof candidateSchema>;
