import { rectangle, type Region, special } from './region.ts';

/**
 * A trajectory is a region for each frame. Challenges hold tens of millions of them, so they are kept packed:
 * frame `i` has the numbers `values[offsets[i]] .. values[offsets[i + 1] - 1]`, which `kinds[i]` tells how to read.
 */
export interface Trajectory {
  readonly length: number;
  /** Of `kind`, one a frame. */
  readonly kinds: Uint8Array;
  /** `length + 1` places in `values`. */
  readonly offsets: Uint32Array;
  /** A code; or x, y, width, height; or x1, y1, x2, y2, ...; or x, y, width, height and run lengths. */
  readonly values: Float64Array;
}

export const kind = { special: 0, rectangle: 1, polygon: 2, mask: 3 } as const;

export function trajectory(regions: readonly Region[]): Trajectory {
  const builder = trajectoryBuilder(regions.length);
  for (const region of regions) {
    if (region.type === 'special') builder.push(kind.special, [region.code]);
    else if (region.type === 'polygon') builder.push(kind.polygon, region.points);
    else {
      const box = [region.x, region.y, region.width, region.height];
      if (region.type === 'rectangle') builder.push(kind.rectangle, box);
      else builder.push(kind.mask, [...box, ...region.runs]);
    }
  }
  return builder.build();
}

/** Region of frame `index`, counted from 0. */
export function regionAt({ length, kinds, offsets, values }: Trajectory, index: number): Region {
  if (!(index >= 0 && index < length)) throw new RangeError(`invalid frame index: ${index} of ${length}`);
  const start = offsets[index]!;
  const end = offsets[index + 1]!;
  switch (kinds[index]) {
    case kind.special:
      return special(values[start]!);
    case kind.rectangle:
      return rectangle(values[start]!, values[start + 1]!, values[start + 2]!, values[start + 3]!);
    case kind.polygon:
      return { type: 'polygon', points: Array.from(values.subarray(start, end)) };
    default: {
      const [x, y, width, height, ...runs] = values.subarray(start, end);
      return { type: 'mask', x: x!, y: y!, width: width!, height: height!, runs };
    }
  }
}

/** Code of a special frame, or undefined where the frame has a region. */
export function codeAt({ kinds, offsets, values }: Trajectory, index: number): number | undefined {
  return kinds[index] === kind.special ? values[offsets[index]!] : undefined;
}

export function regionsOf(packed: Trajectory): Region[] {
  return Array.from({ length: packed.length }, (_, index) => regionAt(packed, index));
}

/** Collects frames one after the other into a packed trajectory. */
export function trajectoryBuilder(expectedLength = 64): {
  push(regionKind: number, numbers: ArrayLike<number>): void;
  build(): Trajectory;
} {
  let kinds = new Uint8Array(Math.max(1, expectedLength));
  let offsets = new Uint32Array(kinds.length + 1);
  let values = new Float64Array(kinds.length * 4);
  let length = 0;
  let used = 0;
  return {
    push(regionKind, numbers) {
      if (length === kinds.length) {
        kinds = grown(kinds, new Uint8Array(length * 2));
        offsets = grown(offsets, new Uint32Array(length * 2 + 1));
      }
      if (used + numbers.length > values.length) {
        values = grown(values, new Float64Array(Math.max(values.length * 2, used + numbers.length)));
      }
      values.set(numbers, used);
      used += numbers.length;
      kinds[length] = regionKind;
      offsets[++length] = used;
    },
    build: () => ({
      length,
      kinds: kinds.slice(0, length),
      offsets: offsets.slice(0, length + 1),
      values: values.slice(0, used),
    }),
  };
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
