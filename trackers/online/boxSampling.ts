/** @file Where the online tracker looks: boxes drawn around a box. Pure functions of a random source. */
import type { Random } from '../../datasets/random.ts';
import { type Rectangle, rectangle } from '../../datasets/region.ts';
import { boxOverlap } from './boxOverlap.ts';
import { type CandidateSettings, type SampleSettings, sampleScaleStep } from './onlineSettings.ts';

/** Where boxes may be: their centres inside the image, their sides within limits. */
export interface BoxLimits {
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly minimumWidth: number;
  readonly minimumHeight: number;
}

/** Of a sequence's boxes: no smaller than the least side, or than the first box where that is less. */
export function boxLimits(
  image: { readonly width: number; readonly height: number },
  first: Rectangle,
  minimumSideInPixels: number,
): BoxLimits {
  return {
    imageWidth: image.width,
    imageHeight: image.height,
    minimumWidth: Math.min(minimumSideInPixels, first.width),
    minimumHeight: Math.min(minimumSideInPixels, first.height),
  };
}

/** Candidates are drawn anew until enough are within bounds, at most so many times the number that is wanted. */
const triesPerSample = 40;

/**
 * The candidates of a frame about the last box.
 * @param widening times the deviation of the centre
 */
export function drawCandidates(
  box: Rectangle,
  settings: CandidateSettings,
  widening: number,
  limits: BoxLimits,
  random: Random,
): Rectangle[] {
  const { count, translation, wideShare, wideFactor } = settings;
  const wide = Math.round(wideShare * count);
  return [
    ...drawAbout(box, count - wide, translation * widening, settings, limits, random),
    ...drawAbout(box, wide, translation * widening * wideFactor, settings, limits, random),
  ];
}

/**
 * The second look's candidates, none where there is no second look: about the centre that the first one found, and in the
 * scales of the last box. About those that were found, the scale could go two steps a frame, and ran away.
 */
export function drawRefinement(
  found: Rectangle,
  last: Rectangle,
  settings: CandidateSettings,
  limits: BoxLimits,
  random: Random,
): Rectangle[] {
  const { refinement } = settings;
  const box = around(found.x + found.width / 2, found.y + found.height / 2, last.width, last.height);
  return refinement === null ? [] : drawAbout(box, refinement.count, refinement.translation, settings, limits, random);
}

function drawAbout(
  box: Rectangle,
  count: number,
  translation: number,
  { translationClip, scaleStep, scaleDeviation, scaleClip }: CandidateSettings,
  limits: BoxLimits,
  random: Random,
): Rectangle[] {
  const deviation = translation * (box.width + box.height);
  return Array.from({ length: count }, () => {
    const across = deviation * clip(random.gaussian(), translationClip);
    const down = deviation * clip(random.gaussian(), translationClip);
    const power = clip(scaleDeviation * random.gaussian(), scaleClip);
    return limitBox(movedBox(box, across, down, scaleStep ** power), limits);
  });
}

/** Boxes for training around the target's box, by their overlap with it. */
export interface DrawnSamples {
  readonly positives: readonly Rectangle[];
  readonly negatives: readonly Rectangle[];
}

/**
 * Draws the training samples of a frame (MDNet: gen_samples.m). Where too few boxes are within the bounds of overlap, as
 * for a target of few pixels or one that fills the image, the nearest to them make up the number.
 * @param snap what is taken in a drawn box's place, before its overlap is asked for
 */
export function drawSamples(
  box: Rectangle,
  settings: SampleSettings,
  limits: BoxLimits,
  random: Random,
  snap: (box: Rectangle) => Rectangle = (one) => one,
): DrawnSamples {
  const side = (box.width + box.height) / 2;
  const deviate = (): number => clip(random.gaussian(), settings.positiveClip);
  const inPlace = (power: number): Rectangle => {
    const reach = settings.positiveTranslation * side;
    const [across, down] = [reach * deviate(), reach * deviate()];
    return snap(limitBox(movedBox(box, across, down, sampleScaleStep ** power), limits));
  };
  const positive = (): Rectangle => inPlace(settings.positiveScale * deviate());
  const otherScale = (): Rectangle => inPlace(settings.scaleReach * signed());
  const signed = (): number => 2 * random.uniform() - 1;
  const near = (): Rectangle => {
    const reach = settings.negativeTranslation * side;
    const scale = sampleScaleStep ** (settings.negativeScale * signed());
    return snap(limitBox(movedBox(box, reach * signed(), reach * signed(), scale), limits));
  };
  const anywhere = (): Rectangle => {
    const scale = sampleScaleStep ** (5 * signed());
    const [x, y] = [random.uniform() * limits.imageWidth, random.uniform() * limits.imageHeight];
    return snap(limitBox(around(x, y, box.width * scale, box.height * scale), limits));
  };
  const far = Math.round(settings.negatives * settings.negativesAnywhere);
  const scaled = Math.min(Math.round(settings.negatives * settings.negativesInScale), settings.negatives - far);
  const isNegative = (overlap: number): boolean => overlap < settings.negativeOverlap;
  return {
    positives: fill(box, settings.positives, positive, (overlap) => overlap > settings.positiveOverlap, -1),
    negatives: [
      ...fill(box, settings.negatives - far - scaled, near, isNegative, 1),
      ...fill(box, scaled, otherScale, isNegative, 1),
      ...fill(box, far, anywhere, isNegative, 1),
    ],
  };
}

/** @param order 1 makes up what is missing with the least overlaps, -1 with the largest */
function fill(
  box: Rectangle,
  count: number,
  draw: () => Rectangle,
  fits: (overlap: number) => boolean,
  order: 1 | -1,
): Rectangle[] {
  const taken: Rectangle[] = [];
  const others: { readonly drawn: Rectangle; readonly overlap: number }[] = [];
  for (let tries = 0; taken.length < count && tries < count * triesPerSample; tries++) {
    const drawn = draw();
    const overlap = boxOverlap(box, drawn);
    if (fits(overlap)) taken.push(drawn);
    else others.push({ drawn, overlap });
  }
  if (taken.length === count) return taken;
  const nearest = others.toSorted((a, b) => order * (a.overlap - b.overlap)).slice(0, count - taken.length);
  return [...taken, ...nearest.map(({ drawn }) => drawn)];
}

/** The box with its sides within the limits and its centre in the image. */
export function limitBox({ x, y, width, height }: Rectangle, limits: BoxLimits): Rectangle {
  const { imageWidth, imageHeight, minimumWidth, minimumHeight } = limits;
  return around(
    clamp(x + width / 2, 0, imageWidth),
    clamp(y + height / 2, 0, imageHeight),
    clamp(width, minimumWidth, Math.max(minimumWidth, imageWidth)),
    clamp(height, minimumHeight, Math.max(minimumHeight, imageHeight)),
  );
}

/** The mean of boxes, side by side. */
export function meanBox(boxes: readonly Rectangle[]): Rectangle {
  const mean = (of: (box: Rectangle) => number): number => boxes.reduce((sum, box) => sum + of(box), 0) / boxes.length;
  return rectangle(
    mean(({ x }) => x),
    mean(({ y }) => y),
    mean(({ width }) => width),
    mean(({ height }) => height),
  );
}

/** The box with its centre moved, and its sides scaled about it. */
export function movedBox({ x, y, width, height }: Rectangle, across: number, down: number, scale: number): Rectangle {
  return around(x + width / 2 + across, y + height / 2 + down, width * scale, height * scale);
}

function around(centreX: number, centreY: number, width: number, height: number): Rectangle {
  return rectangle(centreX - width / 2, centreY - height / 2, width, height);
}

function clip(deviate: number, bound: number | null): number {
  return bound === null ? deviate : clamp(deviate, -bound, bound);
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.max(lowest, Math.min(highest, value));
}
