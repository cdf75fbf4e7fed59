import type { Image } from '../../datasets/image.ts';
import { InputError } from '../../datasets/inputError.ts';
import { type Backbone, imageName, mapName } from '../network/backbones/backbone.ts';
import { normalizedGraph } from '../network/backbones/mapNormalization.ts';
import type { Session } from '../network/engines/engine.ts';
import { batch, type Graph } from '../network/graph.ts';
import { graphBuilder } from '../network/graphBuilder.ts';
import { slice } from '../network/operators/pieces.ts';
import { tensor } from '../network/tensor.ts';
import { patchCropper } from '../patches/patchCropper.ts';
import type { Context } from '../patches/patchOptions.ts';
import type { FeatureSource, FrameFeatures, ScoredBox } from './featureSource.ts';
import type { NetworkEnvironment } from './networkEnvironment.ts';
import type { MapWindow } from './onlineModel.ts';
import type { OnlineSettings } from './onlineSettings.ts';

/** Crops of a run: more take more memory and are no faster (docs/performance.md). */
export const cropsPerRun = 32;

/**
 * Each box cropped with its context and sent through the backbone.
 * @param window what is wanted of the maps
 * @throws InputError for a backbone whose input is not square, and for a context that its input has no room for
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
  const { border } = settings;
  const context = contextOf(settings.context, input.width);
  const { colourOrder, means, scale } = input;
  const cropper = patchCropper({ size: input.width, context, border, colourOrder, means, scale });
  const key = JSON.stringify(['maps', backbone.fingerprint, settings.normalization, window]);
  const session: Session = await networks.session(key, () => windowGraph(backbone, window, settings.normalization));
  const patches = new Float32Array(cropsPerRun * cropper.patchLength);
  return {
    mapShape: [map.channels, window.bottom - window.top, window.right - window.left],
    async look(image) {
      return cropsOf(image);
    },
  };

  function cropsOf(image: Image): FrameFeatures {
    const crops: FrameFeatures = {
      snap: (box) => box,
      async read(boxes, use) {
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
      async scoring(heads) {
        return async (boxes) => {
          const scored: ScoredBox[] = [];
          await crops.read(boxes, async (maps, first) => {
            const scores = await heads.score(maps);
            scores.forEach((score, index) => scored.push({ box: boxes[first + index]!, score }));
          });
          return scored;
        };
      },
      async around() {
        return crops;
      },
    };
    return crops;
  }
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

/** What crops of a size show: as much as those of the size that the settings speak of. */
function contextOf(context: OnlineSettings['context'], size: number): Context {
  if (context.rule === 'factor') return context;
  const { padding, of = size } = context;
  return { rule: 'mdnet', padding: (padding * size) / of };
}
