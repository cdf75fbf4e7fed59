/**
 * @file Maps of training samples, kept at half their size: of each number the upper 16 bits (bfloat16: 8 bits of
 * precision), rounded to the nearest. The backbone's maps are noisier than that, and twice as many fit.
 */

/** Maps of one length, one after the other. */
export interface PackedMaps {
  readonly count: number;
  readonly mapLength: number;
  readonly bits: Uint16Array;
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
  /** Keeps a frame's samples; what no update would take any more is forgotten. */
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
}

/** @param longMemory,shortMemory in frames that samples were taken from */
export function sampleMemory(longMemory: number, shortMemory: number): SampleMemory {
  let positives: PackedMaps[] = [];
  let negatives: PackedMaps[] = [];
  return {
    add(samples) {
      positives = [...positives, samples.positives].slice(-Math.max(longMemory, shortMemory));
      negatives = [...negatives, samples.negatives].slice(-shortMemory);
    },
    longTerm: () => ({ positives: positives.slice(-longMemory), negatives }),
    shortTerm: () => ({ positives: positives.slice(-shortMemory), negatives }),
  };
}
