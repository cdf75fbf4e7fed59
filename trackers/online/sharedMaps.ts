/**
 * @file Features that the boxes of a frame share: the backbone goes once over each of a few regions (regionPlan.ts), and
 * the map of a box is a window of a region's map. Where the backbone's own padding does not reach, that is the map of the
 * box's crop. Heads are run over whole maps, and boxes between windows and between sizes scored by interpolation.
 */
import type { Image } from '../../datasets/image.ts';
import { InputError } from '../../datasets/inputError.ts';
import type { Random } from '../../datasets/random.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { type Backbone, imageName, mapName } from '../network/backbones/backbone.ts';
import { normalizedGraph } from '../network/backbones/mapNormalization.ts';
import { resizedGraph } from '../network/backbones/resizedGraph.ts';
import type { Session } from '../network/engines/engine.ts';
import { batch, type Graph } from '../network/graph.ts';
import { graphBuilder } from '../network/graphBuilder.ts';
import { type Tensor, tensor } from '../network/tensor.ts';
import { type PatchCropper, patchCropper } from '../patches/patchCropper.ts';
import type { FeatureSource, FrameFeatures, Purpose } from './featureSource.ts';
import { mapProjection, type MapProjection, projectMap } from './mapProjection.ts';
import { type MapRegion, nearestWindow, placesFor } from './mapRegion.ts';
import type { NetworkEnvironment } from './networkEnvironment.ts';
import type { MapWindow } from './onlineModel.ts';
import type { OnlineSettings, SharedMapsSettings } from './onlineSettings.ts';
import { type PlaceScores, scoresBetween } from './placeScores.ts';
import { nearRegions, otherRegions, searchRegions, sizedRegions } from './regionPlan.ts';

/** A region with its map. */
interface SeenRegion extends MapRegion {
  /** [channels, cells, cells] */
  readonly map: Float32Array;
  readonly cells: number;
}

/** What turns regions with one number of places into maps. */
interface Pass {
  readonly cells: number;
  /** Of the network's input, in pixels. */
  readonly side: number;
  readonly cropper: PatchCropper;
  readonly session: Session;
}

type Settings = Pick<OnlineSettings, 'context' | 'border' | 'normalization'> & { readonly maps: SharedMapsSettings };

/** A map before its projection. */
const wholeName = 'whole';

/** Pixels a side of a region: a backbone's maps of more would not fit into memory. */
const largestSide = 4096;

/** Windows that are handed on at a time. */
const windowsPerRead = 32;

/** Of a box's window on shared maps, as the map of a crop is without. */
export function windowSize(
  { height, width, channels }: Backbone['map'],
  { anchors, channels: kept }: SharedMapsSettings,
): { readonly height: number; readonly width: number; readonly channels: number } {
  return { height: anchors ?? height, width: anchors ?? width, channels: Math.min(channels, kept ?? channels) };
}

/**
 * @param window what a model reads about the anchors of a box
 * @param random shifts regions by fractions of a cell, and chooses the sizes of negatives
 * @throws InputError for a backbone or for settings that cannot share maps
 */
export async function sharedMaps(
  backbone: Backbone,
  window: MapWindow,
  settings: Settings,
  networks: NetworkEnvironment,
  random: Random,
): Promise<FeatureSource> {
  const { input, map } = backbone;
  const { maps, border, normalization } = settings;
  const factor = checkedContext(settings);
  const { height: anchors, channels } = windowSize(map, maps);
  if (input.height !== input.width || (map.height - anchors) % 2 !== 0) {
    throw new InputError(
      `invalid shared maps of backbone ${backbone.name}: ${anchors} anchors a side, input ${input.width}x${input.height}, map ${map.width}x${map.height}`,
      undefined,
      'the input must be square, and the anchors even where the map is',
    );
  }
  const windowSide = window.bottom - window.top;
  const cellShare = (map.stride * factor) / input.width;
  const mapShape = [channels, windowSide, windowSide] as const;
  // Before the first frame, as far as it can be known: a search that fails reaches further.
  sideOf(placesFor(Math.max(maps.reach, maps.near.reach), cellShare));
  const passes = new Map<string, Promise<Pass>>();
  let projection: MapProjection | undefined;

  return {
    mapShape,
    async look(image, box, purpose, widening = 1) {
      if (purpose === 'first') return features(image, await seeFirst(image, box));
      return features(image, await see(image, plan(box, purpose, widening)));
    },
  };

  function plan(box: Rectangle, purpose: Exclude<Purpose, 'first'>, widening: number): MapRegion[] {
    return purpose === 'search'
      ? searchRegions(box, maps, cellShare, widening)
      : sizedRegions(box, maps.turned, maps, cellShare, random);
  }

  /** The first frame's regions, whose features tell what all are projected on. */
  async function seeFirst(image: Image, box: Rectangle): Promise<SeenRegion[]> {
    projection = undefined;
    const own = await see(image, sizedRegions(box, maps.first, maps, cellShare, random));
    const others = await see(image, otherRegions(box, image, maps, cellShare, random));
    if (channels === map.channels) return [...own, ...others];
    projection = mapProjection(
      [
        ...own.map((region) => ({ ...region, targetCells: 1 / cellShare })),
        ...others.map((region) => ({ ...region, targetCells: 0 })),
      ],
      map.channels,
      channels,
      random,
    );
    const seen: SeenRegion[] = [];
    for (const region of [...own, ...others]) {
      const shape = [map.channels, region.cells, region.cells];
      const session = await networks.session(JSON.stringify(['projection', shape, channels]), () => {
        const b = graphBuilder();
        return b.build({ [mapName]: projectMap(b, b.input(wholeName, [batch, ...shape]), channels) });
      });
      const outputs = await session.run({ [wholeName]: tensor([1, ...shape], region.map), ...projection });
      seen.push({ ...region, map: outputs[mapName]!.data });
    }
    return seen;
  }

  async function see(image: Image, regions: readonly MapRegion[]): Promise<SeenRegion[]> {
    const seen: SeenRegion[] = [];
    for (const region of regions) {
      const { cells, side, cropper, session } = await passOf(region.places, projection !== undefined);
      const patch = new Float32Array(cropper.patchLength);
      cropper.crop(image, [region.box], patch);
      const outputs = await session.run({ [imageName]: tensor([1, 3, side, side], patch), ...projection });
      seen.push({ ...region, cells, map: outputs[mapName]!.data });
    }
    return seen;
  }

  function passOf(places: number, isProjected: boolean): Promise<Pass> {
    const name = JSON.stringify([places, isProjected]);
    const known = passes.get(name);
    if (known !== undefined) return known;
    const made = makePass(places, isProjected);
    passes.set(name, made);
    return made;
  }

  function cellsOf(places: number): number {
    return windowSide - 1 + places;
  }

  /** Pixels a side of what the network sees of a region. */
  function sideOf(places: number): number {
    const side = input.width + map.stride * (cellsOf(places) - map.width);
    if (side <= largestSide) return side;
    throw new InputError(
      `invalid shared maps of backbone ${backbone.name}: regions of ${side} pixels a side, where ${largestSide} are the most`,
      undefined,
      'lower reach of maps or wideningLimit of candidates, or give the context a larger factor',
    );
  }

  async function makePass(places: number, isProjected: boolean): Promise<Pass> {
    const cells = cellsOf(places);
    const side = sideOf(places);
    const key = JSON.stringify([
      'maps',
      backbone.fingerprint,
      normalization,
      { cells },
      isProjected ? channels : 'all',
    ]);
    const { colourOrder, means, scale } = input;
    return {
      cells,
      side,
      session: await networks.session(key, () =>
        passGraph(backbone, side, normalization, isProjected ? channels : null),
      ),
      // Pixels of a region are as large as those of a crop.
      cropper: patchCropper({
        size: side,
        context: { rule: 'factor', factor: factor * (side / input.width) },
        border,
        colourOrder,
        means,
        scale,
      }),
    };
  }

  function features(image: Image, regions: readonly SeenRegion[]): FrameFeatures {
    // What is seen from near is there for samples as well.
    const known = [...regions];
    return {
      snap: (box) => nearestWindow(box, known, cellShare).box,
      async read(boxes, use) {
        for (let first = 0; first < boxes.length; first += windowsPerRead) {
          await use(windows(boxes.slice(first, first + windowsPerRead), known), first);
        }
      },
      async scoring(heads) {
        const scored: PlaceScores[] = [];
        for (const region of regions) {
          const places = await heads.scorePlaces(tensor([1, channels, region.cells, region.cells], region.map));
          scored.push({ region, scores: places.data });
        }
        const scores = scoresBetween(scored, cellShare);
        return async (boxes) => scores(boxes);
      },
      async around(box, purpose) {
        if (purpose === 'sizes') {
          const near = await see(image, nearRegions(box, maps.near.scales, maps, cellShare));
          known.push(...near);
          return features(image, near);
        }
        const { otherScales } = maps;
        const some = otherScales.length === 0 ? [] : [otherScales[Math.floor(random.uniform() * otherScales.length)]!];
        return features(image, [...known, ...(await see(image, nearRegions(box, some, maps, cellShare)))]);
      },
    };
  }

  function windows(boxes: readonly Rectangle[], regions: readonly SeenRegion[]): Tensor {
    const numbers = new Float32Array(boxes.length * channels * windowSide ** 2);
    let out = 0;
    for (const box of boxes) {
      const { region, place } = nearestWindow(box, regions, cellShare);
      const { cells, map: from } = region;
      for (let channel = 0; channel < channels; channel++) {
        for (let row = 0; row < windowSide; row++) {
          const start = (channel * cells + place.row + row) * cells + place.column;
          // A loop is faster than `set` on rows as short as these.
          for (let index = start; index < start + windowSide; index++) numbers[out++] = from[index]!;
        }
      }
    }
    return tensor([boxes.length, ...mapShape], numbers);
  }
}

/** How many times the box a crop is wide. */
function checkedContext({ context, border }: Settings): number {
  if (context.rule === 'factor' && border === 'replicate') return context.factor;
  throw new InputError(
    `invalid settings of shared maps: context ${context.rule}, border ${border}`,
    undefined,
    'maps are shared with the context factor and the border replicate: the others round each crop to whole pixels',
  );
}

/** The backbone for pictures of this side, its map normalised and, if asked for, projected. */
function passGraph(
  backbone: Backbone,
  side: number,
  normalization: OnlineSettings['normalization'],
  channels: number | null,
): Graph {
  const network = { ...backbone, graph: resizedGraph(backbone, side) };
  const graph =
    normalization === 'none' ? network.graph : normalizedGraph(network, backbone.normalization, normalization);
  if (channels === null) return graph;
  const b = graphBuilder();
  const [map] = b.include(graph, { [imageName]: b.input(imageName, graph.inputs[0]!.shape) });
  return b.build({ [mapName]: projectMap(b, map!, channels) });
}
