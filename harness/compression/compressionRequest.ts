import type { BackboneNetwork } from '../../trackers/network/backbones/backbone.ts';
import type { NormalizationBy } from '../../trackers/network/backbones/mapNormalization.ts';
import type { Student } from '../../trackers/network/compression/students.ts';
import type { TrainingImages } from '../../trackers/network/compression/trainingImages.ts';

/** What is asked of a compression. */
export interface CompressionRequest {
  readonly teacher: BackboneNetwork;
  readonly student: Student;
  readonly images: TrainingImages;
  /** Of the weights in the cache. */
  readonly name: string;
  /** Folder of the checkpoint and the chart. */
  readonly out: string;
  readonly cache: string;
  readonly steps: number;
  readonly samplesPerStep: number;
  readonly heldOutSamples: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Different pieces that an image gives. */
  readonly crops: number;
  readonly evaluateEvery: number;
  readonly patience: number;
  readonly normalizedBy: NormalizationBy;
  /** File of the student's weights to begin with, in place of the teacher's. */
  readonly initialWeights: string | undefined;
  readonly keptBytes: number;
}
