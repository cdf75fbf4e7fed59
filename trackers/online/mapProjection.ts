/** @file Maps with fewer channels: those of the backbone along the directions in which the first frame varies most. */
import type { Random } from '../../datasets/random.ts';
import type { Value } from '../network/graph.ts';
import type { GraphBuilder } from '../network/graphBuilder.ts';
import { conv } from '../network/operators/convolution.ts';
import { type Tensor, tensor } from '../network/tensor.ts';
import { principalDirections } from './principalDirections.ts';

/** A square map, and the part of it that shows the target. */
export interface ProjectedMap {
  /** [channels, cells, cells] */
  readonly map: Float32Array;
  readonly cells: number;
  /** Side of the square in the middle that counts as the target's, in cells; 0 where there is none. */
  readonly targetCells: number;
}

export type MapProjection = Readonly<Record<string, Tensor>>;

const [weightName, biasName] = ['directions', 'shift'] as const;

/** Cells that tell the directions: more say the same. */
const chosenCells = 2000;

/** The projection as a part of a graph; `MapProjection` has its inputs. */
export function projectMap(b: GraphBuilder, map: Value, channels: number): Value {
  const weight = b.input(weightName, [channels, map.shape[1] as number, 1, 1]);
  return conv(b, map, weight, b.input(biasName, [channels]));
}

/**
 * From cells of all maps, evenly spread, up to a half of them the target's: it is a small part of its surroundings, and
 * directions that say much of these alone lose it. On maps of few cells all of its cells are fewer than that half.
 */
export function mapProjection(
  maps: readonly ProjectedMap[],
  channels: number,
  wanted: number,
  random: Random,
): MapProjection {
  const inside: (readonly [ProjectedMap, number])[] = [];
  const outside: (readonly [ProjectedMap, number])[] = [];
  for (const one of maps) {
    const { cells, targetCells } = one;
    const isInside = (index: number): boolean => Math.abs(index - (cells - 1) / 2) < targetCells / 2;
    for (let cell = 0; cell < cells ** 2; cell++) {
      const isTarget = isInside(cell % cells) && isInside(Math.floor(cell / cells));
      (isTarget ? inside : outside).push([one, cell]);
    }
  }
  const chosen = [inside, outside].flatMap((some) => {
    const step = Math.max(1, Math.ceil((2 * some.length) / chosenCells));
    return some.filter((_, index) => index % step === 0);
  });
  const numbers = new Float32Array(chosen.length * channels);
  chosen.forEach(([{ map, cells }, cell], row) => {
    for (let channel = 0; channel < channels; channel++) {
      numbers[row * channels + channel] = map[channel * cells ** 2 + cell]!;
    }
  });
  const { mean, vectors } = principalDirections({ count: chosen.length, length: channels, numbers }, wanted, random);
  const shift = Float32Array.from({ length: wanted }, (_, k) =>
    mean.reduce((sum, value, i) => sum - value * vectors[k * channels + i]!, 0),
  );
  return {
    [weightName]: tensor([wanted, channels, 1, 1], Float32Array.from(vectors)),
    [biasName]: tensor([wanted], shift),
  };
}
