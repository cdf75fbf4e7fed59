import type { Graph } from '../graph.ts';
import { type CaffeModel, importCaffe } from '../weights/caffe/importCaffe.ts';
import type { BackboneInput } from './backbone.ts';

/** darknet's: the published sample (detector.py) divides by 256, darknet itself, which trained it, by 255. */
export const mobilenetYoloInput: Omit<BackboneInput, 'height' | 'width'> = {
  colourOrder: 'RGB',
  means: [0, 0, 0],
  scale: 1 / 255,
};

/**
 * The last map of stride 16, with 288 channels, after its ReLU: it is the one that the detector itself reads for small
 * objects (layer73-route), and those after it have stride 32, 7 cells where the paper has 14.
 */
const mapLayer = 'layer48-conv';

/**
 * The side of the input: of those that give 14 x 14 cells (209 to 224) the least, and the only one at which the cells'
 * centres (0, 16, ..., 208) lie symmetrically in the picture, since every stride is a convolution of 3 x 3 padded by 1.
 */
export const mobilenetYoloInputSize = 209;

/** The map at that size, for those who have to know it without the files. */
export const mobilenetYoloMap = { height: 14, width: 14, channels: 288, stride: 16, receptiveField: 267, offset: 0 };

/** @throws InputError when the files cannot be read or are of another network */
export function mobilenetYoloGraph(
  model: CaffeModel,
  inputSize: { readonly height: number; readonly width: number },
): Graph {
  return importCaffe(model, { outputs: [mapLayer], inputSize });
}
