import type { Graph } from '../graph.ts';
import type { MapGeometry } from './mapGeometry.ts';
import type { MapNormalization } from './mapNormalization.ts';

/** How pixels become numbers: (pixel - mean) * scale for each channel, pixels from 0 to 255. */
export interface BackboneInput {
  readonly height: number;
  readonly width: number;
  readonly colourOrder: 'RGB' | 'BGR';
  /** In that order. */
  readonly means: readonly [number, number, number];
  readonly scale: number;
}

/** A frozen network from a picture to a map of features. */
export interface BackboneNetwork {
  /** One of those that have names, or the kind of its file. */
  readonly name: string;
  /** Input `image` [batch, 3, height, width], output `map` [batch, channels, height, width]. */
  readonly graph: Graph;
  readonly input: BackboneInput;
  readonly map: MapGeometry & { readonly height: number; readonly width: number; readonly channels: number };
  /** Tells the network with these weights from all others. */
  readonly fingerprint: string;
}

export interface Backbone extends BackboneNetwork {
  readonly normalization: MapNormalization;
}

export const imageName = 'image';
export const mapName = 'map';
