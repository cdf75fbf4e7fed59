/** @file What a reproduction needs that is not here, each with the command that gets it. */
import { catalogue } from '../../trackers/network/weights/catalogue.ts';
import { weightsInfo } from '../../trackers/network/weights/cachedWeights.ts';

export interface Requirement {
  /** As in `missing weights: zf`. */
  readonly problem: string;
  /** The command that gets it. */
  readonly command: string;
}

/**
 * Names of the catalogue's weights that backbones need and the cache lacks: the first entry that a backbone uses is the
 * one that it takes.
 */
export async function missingWeights(backbones: readonly string[], cache: string): Promise<string[]> {
  const names = new Set(
    backbones.flatMap((backbone) => catalogue.find((entry) => entry.backbones.includes(backbone))?.name ?? []),
  );
  const missing: string[] = [];
  for (const name of names) if (!(await weightsInfo(name, { cache })).isComplete) missing.push(name);
  return missing;
}
