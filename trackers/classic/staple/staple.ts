import type { Image } from '../../../datasets/image.ts';
import { type Rectangle, rectangle, type Region } from '../../../datasets/region.ts';
import { startBox } from '../../startBox.ts';
import type { Tracker } from '../../tracker.ts';
import type { CorrelationFilter } from '../correlationFilter.ts';
import { type ImagePyramid, imagePyramid, levelFor } from '../imagePyramid.ts';
import { linearCorrelationFilter } from '../linearCorrelationFilter.ts';
import { emptyPlanes, type Planes } from '../pixelPlanes.ts';
import { growBox, moveBox, rectangleOf, type ScaledBox, scaledBox } from '../scaledBox.ts';
import { type ScaleFilter, type ScaleFilterParameters, scaleFilter } from '../scaleFilter.ts';
import { boxMeans } from './boxMeans.ts';
import { type CellFeatures, cellChannels, cellFeatures } from './cellFeatures.ts';
import { type ColourModel, colourModel } from './colourModel.ts';
import { type MergedPeak, mergedPeak } from './mergedPeak.ts';
import { type StapleGeometry, type StapleGeometryParameters, stapleGeometry } from './stapleGeometry.ts';

export interface StapleParameters {
  readonly geometry: StapleGeometryParameters;
  readonly filter: {
    /** Weight of the ridge, beside the mean power of the features over the cells. */
    readonly regularization: number;
    /** Bandwidth of the wanted response over the square root of the target's area. */
    readonly labelSigmaFactor: number;
    readonly learningRate: number;
  };
  readonly colours: {
    /** Of each colour, or of grey. */
    readonly bins: number;
    readonly learningRate: number;
    /** Weight of the colours' response in the merged one. */
    readonly weight: number;
  };
  readonly scale: ScaleFilterParameters;
  /** The patch never shows less than this many image pixels a side. */
  readonly minimumPatchInPixels: number;
}

/** The authors' parameters (params.txt; the smallest patch, trackerMain.m). */
export const stapleParameters: StapleParameters = {
  geometry: { patchArea: 150 ** 2, cellSize: 4, innerPadding: 0.2 },
  filter: { regularization: 1e-3, labelSigmaFactor: 1 / 16, learningRate: 0.01 },
  colours: { bins: 32, learningRate: 0.04, weight: 0.3 },
  scale: {
    scales: 33,
    step: 1.02,
    labelSigmaFactor: 1 / 4,
    regularization: 1e-3,
    learningRate: 0.025,
    maximumArea: 512,
    cellSize: 4,
  },
  minimumPatchInPixels: 5,
};

/** What is known of the target once it is initialised. */
interface Target {
  readonly box: ScaledBox;
  readonly geometry: StapleGeometry;
  readonly pyramid: ImagePyramid;
  readonly patch: Planes;
  readonly features: CellFeatures;
  readonly filter: CorrelationFilter;
  readonly colours: ColourModel;
  readonly colourResponse: (likelihood: Float64Array) => Float64Array;
  readonly peakOf: (filter: Float64Array, colours: Float64Array) => MergedPeak;
  readonly scales: ScaleFilter;
}

/**
 * Staple (Bertinetto et al., CVPR 2016): a correlation filter, which knows the target's shape, and a colour model, which
 * does not mind how it is deformed, each say where the target is; their sum decides. Then the target's scale is found
 * there, and all three learn from the new place. Confidence is the height of the merged response, about 1 for a perfect
 * fit of unmistakable colours.
 */
export function stapleTracker(parameters: StapleParameters = stapleParameters): Tracker {
  let target: Target | undefined;
  return {
    async initialize(frame, region) {
      const image = await frame.image();
      target = start(parameters, firstBox(region, image, frame.path), image.channels);
      learn(target, image, parameters);
    },
    async track(frame) {
      if (target === undefined) throw new Error('Staple tracks before it is initialised');
      const image = await frame.image();
      const confidence = move(target, image);
      resize(target, image, parameters);
      learn(target, image, parameters);
      return { region: rectangleOf(target.box), confidence };
    },
    async dispose() {
      target = undefined;
    },
  };
}

/** Of a polygon the box of its own area, and a pixel more each way (the authors' getAxisAlignedBB.m). */
function firstBox(region: Region, image: Image, where: string): Rectangle {
  const box = startBox(region, 'area', image, where);
  if (region.type !== 'polygon') return box;
  return rectangle(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
}

function start(parameters: StapleParameters, box: Rectangle, planeCount: 1 | 3): Target {
  const geometry = stapleGeometry(box, parameters.geometry);
  const { cells, patch, target, radius, pixelsPerCell } = geometry;
  const { cellSize } = parameters.geometry;
  const features = cellFeatures(cells, cellSize);
  const pyramid = imagePyramid(planeCount);
  return {
    box: scaledBox(box),
    geometry,
    pyramid,
    patch: emptyPlanes(planeCount, patch.rows * patch.columns),
    features,
    filter: linearCorrelationFilter({
      rows: features.rows,
      columns: features.columns,
      channels: cellChannels,
      regularization: parameters.filter.regularization * cells.rows * cells.columns,
      labelSigma: (Math.sqrt(target.rows * target.columns) * parameters.filter.labelSigmaFactor) / cellSize,
    }),
    colours: colourModel(geometry, parameters.colours.bins, planeCount),
    colourResponse: boxMeans(patch, target, radius),
    peakOf: mergedPeak({
      rows: features.rows,
      columns: features.columns,
      pixelsPerCell,
      radius,
      colourWeight: parameters.colours.weight,
    }),
    scales: scaleFilter(parameters.scale, { width: target.columns, height: target.rows }, pyramid),
  };
}

/** Samples the patch about the target. */
function look({ box: { centreX, centreY, scale }, geometry, pyramid, patch }: Target, image: Image): Planes {
  const { rows, columns } = geometry.patch;
  const step = geometry.step * scale;
  const [width, height] = [columns * step, rows * step];
  pyramid.load(image, rectangle(centreX - width / 2, centreY - height / 2, width, height), levelFor(step));
  pyramid.sample({ centreX, centreY, stepX: step, stepY: step, columns, rows }, patch);
  return patch;
}

/** Moves the target's middle to the peak of the merged response; returns the peak's height. */
function move(target: Target, image: Image): number {
  const { box, geometry, features, filter, colours, colourResponse, peakOf } = target;
  const patch = look(target, image);
  const peak = peakOf(filter.respond(features.extract(patch)), colourResponse(colours.likelihood(patch)));
  const step = geometry.step * box.scale;
  moveBox(box, peak.right * step, peak.down * step, image);
  return peak.value;
}

/** Gives the target the size that its scale filter finds. */
function resize({ box, geometry, scales }: Target, image: Image, { minimumPatchInPixels }: StapleParameters): void {
  const shorterSide = Math.min(geometry.patch.rows, geometry.patch.columns) * geometry.step;
  growBox(box, scales.search(image, rectangleOf(box)), image, shorterSide, minimumPatchInPixels);
}

function learn(target: Target, image: Image, parameters: StapleParameters): void {
  const patch = look(target, image);
  target.filter.train(target.features.extract(patch), parameters.filter.learningRate);
  target.colours.train(patch, parameters.colours.learningRate);
  target.scales.train(image, rectangleOf(target.box));
}
