/**
 * @file Which layer reads what which layer wrote. Caffe's layers may change a blob in place, so a blob has several
 * versions; here each version is a value of its own, as in a graph.
 */
import { InputError } from '../../../../datasets/inputError.ts';
import { unknownName, unknownReference } from '../../../../datasets/unknownName.ts';
import type { LayerDefinition } from './layerDefinition.ts';
import type { NetDefinition } from './netDefinition.ts';
import type { NetInput } from './netInputs.ts';

/** A blob as one layer left it. Told apart by identity. */
export interface BlobVersion {
  readonly blob: string;
}

export interface LinkedLayer {
  readonly definition: LayerDefinition;
  readonly bottoms: readonly BlobVersion[];
  readonly tops: readonly BlobVersion[];
}

export interface LinkedNet {
  readonly inputs: ReadonlyMap<BlobVersion, NetInput>;
  readonly layers: readonly LinkedLayer[];
  /** Each blob as the last layer left it. */
  readonly last: ReadonlyMap<string, BlobVersion>;
}

/** @throws InputError for a layer that reads a blob that nobody has written before it */
export function linkLayers(definition: NetDefinition): LinkedNet {
  const inputs = new Map<BlobVersion, NetInput>();
  const last = new Map<string, BlobVersion>();
  const write = (blob: string): BlobVersion => {
    const version = { blob };
    last.set(blob, version);
    return version;
  };
  for (const input of definition.inputs) inputs.set(write(input.name), input);
  const layers = definition.layers.map((layer): LinkedLayer => {
    const bottoms = layer.bottoms.map((blob) => {
      const version = last.get(blob);
      if (version === undefined) {
        throw unknownReference(`blob of the layer ${JSON.stringify(layer.name)}`, blob, [...last.keys()], layer.where);
      }
      return version;
    });
    return { definition: layer, bottoms, tops: layer.tops.map(write) };
  });
  return { inputs, layers, last };
}

/**
 * The value of a name: a blob's as its last layer leaves it (`conv5` after the ReLU in place), else the first top of the
 * layer of that name.
 * @param file named in errors
 * @throws InputError for a name of neither, with the names that there are
 */
export function namedVersion({ layers, last }: LinkedNet, name: string, file: string): BlobVersion {
  const version = last.get(name) ?? layers.find(({ definition }) => definition.name === name)?.tops[0];
  if (version !== undefined) return version;
  const names = new Set([...last.keys(), ...layers.map(({ definition }) => definition.name)]);
  throw unknownName('layer', name, [...names], file);
}

/** What no layer reads: the network's results. */
export function unreadVersions({ layers, inputs, last }: LinkedNet, file: string): BlobVersion[] {
  const read = new Set(layers.flatMap(({ bottoms }) => bottoms));
  const unread = [...last.values()].filter((version) => !read.has(version) && !inputs.has(version));
  if (unread.length === 0) throw new InputError('invalid prototxt: no layer that computes', file);
  return unread;
}

/** The layers that the outputs need, in their order. */
export function neededLayers({ layers }: LinkedNet, outputs: readonly BlobVersion[]): LinkedLayer[] {
  const needed = new Set(outputs);
  const found: LinkedLayer[] = [];
  for (const layer of layers.toReversed()) {
    if (!layer.tops.some((top) => needed.has(top))) continue;
    for (const bottom of layer.bottoms) needed.add(bottom);
    found.unshift(layer);
  }
  return found;
}
