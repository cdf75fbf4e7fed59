import { createHash } from 'node:crypto';
import { InputError } from '../../../datasets/inputError.ts';
import type { Graph } from '../graph.ts';
import { graphBuilder } from '../graphBuilder.ts';
import { shapeText } from '../shape.ts';
import { type BackboneInput, type BackboneNetwork, imageName, mapName } from './backbone.ts';
import { mapGeometry } from './mapGeometry.ts';

export interface BackboneParts {
  readonly name: string;
  /** One input and one output, whatever their names. */
  readonly graph: Graph;
  readonly input: Omit<BackboneInput, 'height' | 'width'>;
  /** Checksum of the weights. */
  readonly weights: string;
  /** Named in errors. */
  readonly where?: string;
}

/**
 * A backbone from a graph: its input and output under their names, its geometry, its fingerprint.
 * @throws InputError when it takes no colour pictures or gives no map
 */
export function finishBackbone({ name, graph, input, weights, where }: BackboneParts): BackboneNetwork {
  const [image, ...others] = graph.inputs;
  if (image === undefined || others.length > 0) {
    const names = graph.inputs.map((value) => value.name).join(', ');
    throw new InputError(`invalid backbone: ${graph.inputs.length} inputs (${names}) where one is expected`, where);
  }
  const map = graph.outputs[0]!;
  const [, colours, height, width] = image.shape;
  const [, channels, mapHeight, mapWidth] = map.shape;
  if (image.shape.length !== 4 || colours !== 3) {
    throw new InputError(`invalid backbone: its input is ${shapeText(image.shape)}, no colour picture`, where);
  }
  if (map.shape.length !== 4) {
    throw new InputError(
      `invalid backbone: its output ${map.name} is ${shapeText(map.shape)}, no map`,
      where,
      'choose an earlier layer',
    );
  }
  const b = graphBuilder();
  const [features] = b.include(graph, { [image.name]: b.input(imageName, image.shape) });
  const finished = b.build({ [mapName]: features! });
  const size = { height: height as number, width: width as number };
  const settings = { ...input, ...size };
  return {
    name,
    graph: finished,
    input: settings,
    map: {
      ...geometryOf(finished, where),
      height: mapHeight as number,
      width: mapWidth as number,
      channels: channels as number,
    },
    fingerprint: fingerprintOf([name, map.name, settings, weights]),
  };
}

function geometryOf(graph: Graph, where: string | undefined) {
  try {
    return mapGeometry(graph);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`invalid backbone: ${error.message}`, where, 'choose an earlier layer');
  }
}

function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
