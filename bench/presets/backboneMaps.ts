import { builtinGraph, builtinInputSize } from '../../trackers/network/backbones/builtin.ts';
import type { BackboneName } from '../../trackers/network/backbones/backboneSpec.ts';
import { type MapGeometry, mapGeometry } from '../../trackers/network/backbones/mapGeometry.ts';
import { mobilenetYoloMap } from '../../trackers/network/backbones/mobilenetYolo.ts';
import { squeezenetGraph, squeezenetInputSize } from '../../trackers/network/backbones/squeezenet.ts';
import { zf, zfCompressed, zfGeometry } from '../../trackers/network/backbones/zf.ts';
import type { Graph } from '../../trackers/network/graph.ts';
import { sizeOf, type Tensor, tensor } from '../../trackers/network/tensor.ts';
import { squeezenetConvolutions } from '../../trackers/network/weights/squeezenet.ts';

/** What anchors are made from: the cells of a map and what they see. */
export type AnchorMap = MapGeometry & { readonly height: number; readonly width: number };

/** The map of a backbone at the input size that the paper's trackers use, without its weights. */
export function backboneMap(backbone: BackboneName): AnchorMap {
  switch (backbone) {
    case 'zf':
      return zfGeometry(zf);
    case 'zf-compressed':
      return zfGeometry(zfCompressed);
    case 'squeezenet':
      return mapOf(squeezenetGraph(emptySqueezenet(), square(squeezenetInputSize)));
    case 'mobilenet-yolo':
      return mobilenetYoloMap;
    case 'builtin':
      return mapOf(builtinGraph(square(builtinInputSize)));
  }
}

function mapOf(graph: Graph): AnchorMap {
  const [, , height, width] = graph.outputs[0]!.shape as readonly number[];
  return { ...mapGeometry(graph), height: height!, width: width! };
}

function square(side: number): { readonly height: number; readonly width: number } {
  return { height: side, width: side };
}

function emptySqueezenet(): ReadonlyMap<string, Tensor> {
  const zeros = (shape: readonly number[]): Tensor => tensor(shape, new Float32Array(sizeOf(shape)));
  return new Map(
    squeezenetConvolutions.flatMap(({ name, shape }): [string, Tensor][] => [
      [`${name}.weight`, zeros(shape)],
      [`${name}.bias`, zeros([shape[0]])],
    ]),
  );
}
