/** @file Which samples a step of the training sees. */
import type { Random } from '../../datasets/random.ts';
import { deck } from './deck.ts';
import type { OnlineSettings } from './onlineSettings.ts';
import { type PackedMaps, type TrainingSet, unpackMap } from './sampleMemory.ts';

/** Samples of several frames as one row. */
export interface Samples {
  readonly count: number;
  /** Writes a sample's map to `target`, from `offset` on. */
  unpack(index: number, target: Float32Array, offset: number): void;
}

export function samplesOf(blocks: readonly PackedMaps[]): Samples {
  const filled = blocks.filter(({ count }) => count > 0);
  return {
    count: filled.reduce((sum, { count }) => sum + count, 0),
    unpack(index, target, offset) {
      let within = index;
      for (const block of filled) {
        if (within < block.count) return unpackMap(block, within, target, offset);
        within -= block.count;
      }
      throw new RangeError(`invalid sample: ${index}`);
    },
  };
}

/** Scores of some of the samples, for mining. */
export type ScoreSamples = (samples: Samples, indices: readonly number[]) => Promise<readonly number[]>;

/**
 * Draws minibatches: positives, then negatives. Of both the first share comes from the first frame; the others from the
 * whole set, each sample once before any comes again. With mining the other negatives are those of many with the highest
 * scores.
 * @returns fills `maps` with the next minibatch
 */
export function minibatches(
  set: TrainingSet,
  { positives: positiveCount, negatives: negativeCount, minedFrom, firstFrameShare }: OnlineSettings['minibatch'],
  mapLength: number,
  random: Random,
  score: ScoreSamples,
): (maps: Float32Array) => Promise<void> {
  const source = (blocks: readonly PackedMaps[]): { readonly samples: Samples; readonly next: () => number } => {
    const samples = samplesOf(blocks);
    return { samples, next: deck(samples.count, random) };
  };
  const [positives, negatives] = [source(set.positives), source(set.negatives)];
  const { first } = set;
  if (first === undefined && firstFrameShare > 0) throw new Error("the first frame's samples are not kept");
  const [firstPositives, firstNegatives] =
    first === undefined ? [positives, negatives] : [source([first.positives]), source([first.negatives])];
  const ofFirst = (count: number): number => Math.round(firstFrameShare * count);

  return async (maps) => {
    let offset = 0;
    const put = (samples: Samples, index: number): void => {
      samples.unpack(index, maps, offset);
      offset += mapLength;
    };
    for (let i = 0; i < ofFirst(positiveCount); i++) put(firstPositives.samples, firstPositives.next());
    for (let i = ofFirst(positiveCount); i < positiveCount; i++) put(positives.samples, positives.next());
    for (let i = 0; i < ofFirst(negativeCount); i++) put(firstNegatives.samples, firstNegatives.next());
    for (const index of await chooseNegatives(negativeCount - ofFirst(negativeCount))) put(negatives.samples, index);
  };

  async function chooseNegatives(wanted: number): Promise<readonly number[]> {
    const drawn = Array.from({ length: minedFrom ?? wanted }, negatives.next);
    if (minedFrom === null) return drawn;
    const scores = await score(negatives.samples, drawn);
    const hardest = drawn.map((_, index) => index).toSorted((a, b) => scores[b]! - scores[a]!);
    return hardest.slice(0, wanted).map((index) => drawn[index]!);
  }
}
