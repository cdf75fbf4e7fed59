import type { BlobVersion, LinkedLayer } from './netLinks.ts';

/** A layer, and the BatchNorm and Scale layers behind it that are built with it as one. */
export interface LayerGroup {
  readonly layer: LinkedLayer;
  readonly following: readonly LinkedLayer[];
}

const affineTypes = ['BatchNorm', 'Scale'];

/** Scale of two bottoms is another operation. */
function isAffine({ definition, bottoms }: LinkedLayer): boolean {
  return affineTypes.includes(definition.type) && bottoms.length === 1;
}

/**
 * Joins each convolution with the affine layers behind it, as far as nobody else reads what lies between.
 * @param outputs values that must stay, whoever reads them
 */
export function groupLayers(layers: readonly LinkedLayer[], outputs: readonly BlobVersion[]): LayerGroup[] {
  const readers = new Map<BlobVersion, LinkedLayer[]>();
  for (const layer of layers) {
    for (const bottom of layer.bottoms) readers.set(bottom, [...(readers.get(bottom) ?? []), layer]);
  }
  const onlyReader = (version: BlobVersion): LinkedLayer | undefined => {
    const found = readers.get(version) ?? [];
    return found.length === 1 && !outputs.includes(version) ? found[0] : undefined;
  };
  const joined = new Set<LinkedLayer>();
  const groups: LayerGroup[] = [];
  for (const layer of layers) {
    if (joined.has(layer)) continue;
    const following: LinkedLayer[] = [];
    let last = layer;
    while ((isAffine(last) || last.definition.type === 'Convolution') && last.tops.length === 1) {
      const next = onlyReader(last.tops[0]!);
      if (next === undefined || !isAffine(next)) break;
      following.push(next);
      joined.add(next);
      last = next;
    }
    groups.push({ layer, following });
  }
  return groups;
}
