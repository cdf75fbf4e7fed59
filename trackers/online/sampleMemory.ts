/**
 * @file Maps of training samples, kept at half their size: of each number the upper 16 bits (bfloat16: 8 bits of
 * precision), rounded to the nearest. The backbone's maps are noisier than that, and twice as many fit.
 */
import type { Rectangle } from '../../datasets/region.ts';
import { sizeOf } from '../network/tensor.ts';
import type { FeatureSource, FrameFeatures } from './featureSource.ts';
import { roomForMaps } from './roomForMaps.ts';

/** Maps of one length, one after the other. */
export interface PackedMaps {
  readonly count: number;
  readonly mapLength: number;
  readonly bits: Uint16Array;
}

/** The maps of boxes, packed. @throws InputError for more than there is memory for */
export async function collectMaps(
  features: FrameFeatures,
  mapShape: FeatureSource['mapShape'],
  boxes: readonly Rectangle[],
): Promise<PackedMaps> {
  const mapLength = sizeOf(mapShape);
  const bits = roomForMaps(boxes.length, mapLength, (numbers) => new Uint16Array(numbers));
  await features.read(boxes, async ({ data }, first) => packMaps(data, bits, first * mapLength));
  return { count: boxes.length, mapLength, bits };
}

/** Blocks of maps of one length as one. @throws InputError for more than there is memory for */
export function joinMaps(blocks: readonly PackedMaps[]): PackedMaps {
  const [first] = blocks;
  if (first === undefined) throw new RangeError('missing maps to join');
  if (blocks.length === 1) return first;
  const count = blocks.reduce((sum, block) => sum + block.count, 0);
  const bits = roomForMaps(count, first.mapLength, (numbers) => new Uint16Array(numbers));
  let offset = 0;
  for (const block of blocks) {
    bits.set(block.bits, offset);
    offset += block.bits.length;
  }
  return { count, mapLength: first.mapLength, bits };
}

/** Writes maps to `bits`, from `offset` on. */
export function packMaps(maps: Float32Array, bits: Uint16Array, offset: number): void {
  const words = new Uint32Array(maps.buffer, maps.byteOffset, maps.length);
  // To the nearest, halves to the even one; a rise past the mantissa raises the exponent, as it should.
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    bits[offset + i] = (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
}

/** Writes one map to `target`, from `offset` on. */
export function unpackMap({ mapLength, bits }: PackedMaps, index: number, target: Float32Array, offset: number): void {
  const words = new Uint32Array(target.buffer, target.byteOffset, target.length);
  const start = index * mapLength;
  for (let i = 0; i < mapLength; i++) words[offset + i] = bits[start + i]! << 16;
}

/** The samples of a frame that the tracker learns from. */
export interface FrameSamples {
  readonly positives: PackedMaps;
  readonly negatives: PackedMaps;
}

export interface SampleMemory {
  /** Keeps a later frame's samples; what no update would take any more is forgotten. */
  add(samples: FrameSamples): void;
  /** For a periodic update: positives of the long memory, negatives of the short one. */
  longTerm(): TrainingSet;
  /** For a failure's update: both of the short memory. */
  shortTerm(): TrainingSet;
}

/** Maps by number, the frames' blocks one after the other. */
export interface TrainingSet {
  readonly positives: readonly PackedMaps[];
  readonly negatives: readonly PackedMaps[];
  /** Of the first frame, the one whose box is known, where a part of each minibatch comes from it. */
  readonly first?: FrameSamples;
}

export interface MemoryLengths {
  /** In frames that samples were taken from. */
  readonly longMemory: number;
  readonly shortMemory: number;
  /** Whether the first frame's samples stay for good. */
  readonly keepsFirst: boolean;
}

/** @param first the first frame's samples, the oldest of the memory */
export function sampleMemory(
  first: FrameSamples,
  { longMemory, shortMemory, keepsFirst }: MemoryLengths,
): SampleMemory {
  const kept = keepsFirst ? { first } : {};
  let positives: PackedMaps[] = [first.positives];
  let negatives: PackedMaps[] = [first.negatives];
  return {
    add(samples) {
      positives = [...positives, samples.positives].slice(-Math.max(longMemory, shortMemory));
      negatives = [...negatives, samples.negatives].slice(-shortMemory);
    },
    longTerm: () => ({ ...kept, positives: positives.slice(-longMemory), negatives }),
    shortTerm: () => ({ ...kept, positives: positives.slice(-shortMemory), negatives }),
  };
}

/** A frame's samples as all there is to learn from. */
export function trainingSet(samples: FrameSamples): TrainingSet {
  return { first: samples, positives: [samples.positives], negatives: [samples.negatives] };
}
