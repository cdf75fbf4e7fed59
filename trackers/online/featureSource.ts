import type { Image } from '../../datasets/image.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { InputError } from '../../datasets/inputError.ts';
import { type Backbone, imageName, mapName } from '../network/backbones/backbone.ts';
import { normalizedGraph } from '../network/backbones/mapNormalization.ts';
import type { Session } from '../network/engines/engine.ts';
import { batch, type Graph } from '../network/graph.ts';
import { graphBuilder } from '../network/graphBuilder.ts';
import { slice } from '../network/operators/pieces.ts';
import { type Tensor, tensor } from '../network/tensor.ts';
import { patchCropper } from '../patches/patchCropper.ts';
import type { NetworkEnvironment } from './networkEnvironment.ts';
import type { MapWindow } from './onlineModel.ts';
import type { OnlineSettings } from './onlineSettings.ts';

/** Where the maps of boxes come from. */
export interface FeatureSource {
  /** [channels, rows, columns] of a box's map. */
  readonly mapShape: readonly [number, number, number];
  /** Calls `use` with the boxes' maps, some at a time in their order: [N, channels, rows, columns], only valid in the call. */
  read(image: Image, boxes: readonly Rectangle[], use: (maps: Tensor, first: number) => Promise<void>): Promise<void>;
}

/** Crops of a run: more take more memory and are no faster (docs/performance.md). */
export const cropsPerRun = 32;

/**
 * Each box cropped with its context and sent through the backbone.
 * @param window what is wanted of the maps
 * @throws InputError for a backbone whose input is not square
 */
export async function cropSource(
  backbone: Backbone,
  window: MapWindow,
  settings: Pick<OnlineSettings, 'context' | 'border' | 'normalization'>,
  networks: NetworkEnvironment,
): Promise<FeatureSource> {
  const { input, map } = backbone;
  if (input.height !== input.width) {
    throw new InputError(
      `invalid input size of backbone ${backbone.name}: ${input.width}x${input.height}`,
      undefined,
      'crops are square: give an inputSize of one side',
    );
  }
  const key = JSON.stringify(['maps', backbone.fingerprint, settings.normalization, window]);
  const session: Session = await networks.session(key, () => windowGraph(backbone, window, settings.normalization));
  const { context, border } = settings;
  const { colourOrder, means, scale } = input;
  const cropper = patchCropper({ size: input.width, context, border, colourOrder, means, scale });
  const patches = new Float32Array(cropsPerRun * cropper.patchLength);
  return {
    mapShape: [map.channels, window.bottom - window.top, window.right - window.left],
    async read(image, boxes, use) {
      for (let first = 0; first < boxes.length; first += cropsPerRun) {
        const some = boxes.slice(first, first + cropsPerRun);
        const numbers = patches.subarray(0, some.length * cropper.patchLength);
        cropper.crop(image, some, numbers);
        const outputs = await session.run({
          [imageName]: tensor([some.length, 3, input.height, input.width], numbers),
        });
        await use(outputs[mapName]!, first);
      }
    },
  };
}

/** The backbone up to the wanted part of its normalised map. */
function windowGraph(backbone: Backbone, window: MapWindow, normalization: OnlineSettings['normalization']): Graph {
  const graph =
    normalization === 'none' ? backbone.graph : normalizedGraph(backbone, backbone.normalization, normalization);
  const b = graphBuilder();
  const image = b.input(imageName, [batch, ...graph.inputs[0]!.shape.slice(1)]);
  const [map] = b.include(graph, { [imageName]: image });
  const part = slice(b, map!, [
    { axis: 2, start: window.top, end: window.bottom },
    { axis: 3, start: window.left, end: window.right },
  ]);
  return b.build({ [mapName]: part });
}
