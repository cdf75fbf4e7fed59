import type { MapNormalization } from '../mapNormalization.ts';

/** A normalisation that comes with the project, and of which network it is. */
export interface KnownNormalization {
  readonly fingerprint: string;
  readonly normalization: MapNormalization;
}
