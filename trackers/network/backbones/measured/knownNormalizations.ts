import type { MapNormalization } from '../mapNormalization.ts';
import { mobilenetYoloNormalization } from './mobilenetYolo.ts';
import { squeezenetNormalization } from './squeezenet.ts';

const known = [squeezenetNormalization, mobilenetYoloNormalization];

/** What was measured over photographs for the network with these weights and this input; else undefined. */
export function knownNormalization(fingerprint: string): MapNormalization | undefined {
  return known.find((candidate) => candidate.fingerprint === fingerprint)?.normalization;
}
