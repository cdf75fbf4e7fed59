import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../datasets/random.ts';
import { colourModel } from '../../../../trackers/classic/staple/colourModel.ts';

const parts = {
  patch: { rows: 12, columns: 16 },
  target: { rows: 6, columns: 8 },
  inner: { rows: 4, columns: 2 },
};
const { rows, columns } = parts.patch;

/** Pixels of 8 bits with few colours, so that most are seen more than once. */
function randomPatch(seed: number, planeCount: number): Float64Array[] {
  const random = randomFrom('patch', seed);
  return Array.from({ length: planeCount }, () =>
    Float64Array.from({ length: rows * columns }, () => Math.floor(random.uniform() * 3) * 9 + 100.3).map(
      (v) => v / 255,
    ),
  );
}

/** The bins of a pixel's colours as a word, from the value of 8 bits that is nearest. */
function colourOf(planes: readonly Float64Array[], i: number, bins: number): string {
  return planes.map((plane) => Math.floor(Math.round(plane[i]! * 255) / (256 / bins))).join(' ');
}

/** Share of each colour among the pixels whose middles are chosen by their distance from the patch's middle. */
function slowHistogram(
  planes: readonly Float64Array[],
  bins: number,
  chosen: (fromMiddleY: number, fromMiddleX: number) => boolean,
): Map<string, number> {
  const colours: string[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (chosen(Math.abs(y + 0.5 - rows / 2), Math.abs(x + 0.5 - columns / 2))) {
        colours.push(colourOf(planes, y * columns + x, bins));
      }
    }
  }
  const shares = new Map<string, number>();
  for (const colour of colours) shares.set(colour, (shares.get(colour) ?? 0) + 1 / colours.length);
  return shares;
}

const inside = (part: { rows: number; columns: number }) => (y: number, x: number) =>
  y < part.rows / 2 && x < part.columns / 2;
const isTarget = inside(parts.target);

describe('colourModel({ patch, target, inner }, bins, planeCount)', () => {
  it.each([
    [1, 16],
    [1, 32],
    [3, 8],
    [3, 32],
  ] as const)(
    'of %i planes in %i bins gives the likelihoods of two histograms, both mixed by the rate',
    (planeCount, bins) => {
      const [first, second, third] = [1, 2, 3].map((seed) => randomPatch(seed, planeCount)) as [
        Float64Array[],
        Float64Array[],
        Float64Array[],
      ];
      const rate = 0.3;
      const mixed = (chosen: (y: number, x: number) => boolean) => (colour: string) =>
        (1 - rate) * (slowHistogram(first, bins, chosen).get(colour) ?? 0) +
        rate * (slowHistogram(second, bins, chosen).get(colour) ?? 0);
      const foreground = mixed(inside(parts.inner));
      const background = mixed((y, x) => !isTarget(y, x));
      const model = colourModel(parts, bins, planeCount);
      model.train(first, 0.9);
      model.train(second, rate);
      const likelihood = model.likelihood(third);
      for (let i = 0; i < rows * columns; i++) {
        const colour = colourOf(third, i, bins);
        const [own, around] = [foreground(colour), background(colour)];
        expect(likelihood[i]).toBeCloseTo(own + around > 0 ? own / (own + around) : 0, 12);
      }
    },
  );

  it('tells the target from the rest by colour alone, and knows nothing of a colour it has not seen', () => {
    const grey = [90, 90, 90];
    const red = [200, 40, 40];
    const green = [40, 200, 40];
    const painted = (colour: (i: number) => readonly number[]): Float64Array[] =>
      [0, 1, 2].map((plane) => Float64Array.from({ length: rows * columns }, (_, i) => colour(i)[plane]! / 255));
    const model = colourModel(parts, 32, 3);
    const middleOf = (i: number): [number, number] => [
      Math.abs(Math.floor(i / columns) + 0.5 - rows / 2),
      Math.abs((i % columns) + 0.5 - columns / 2),
    ];
    model.train(
      painted((i) => (isTarget(...middleOf(i)) ? red : grey)),
      1,
    );
    const likelihood = model.likelihood(painted((i) => [grey, red, green][i % 3]!));
    expect([...likelihood.subarray(0, 6)]).toEqual([0, 1, 0, 0, 1, 0]);
  });

  it('puts each of the 256 values of 8 bits into its own bin of 8', () => {
    const wide = { patch: { rows: 2, columns: 256 }, target: { rows: 2, columns: 2 }, inner: { rows: 2, columns: 2 } };
    const ramp = Float64Array.from({ length: 512 }, (_, i) => (i % 256) / 255);
    for (const value of [0, 7, 8, 127, 128, 247, 248, 255]) {
      const patch = ramp.slice();
      for (const i of [127, 128, 383, 384]) patch[i] = value / 255;
      const model = colourModel(wide, 32, 1);
      model.train([patch], 1);
      const likelihood = model.likelihood([ramp]);
      const own = Math.floor(value / 8);
      for (let v = 0; v < 256; v++) expect(likelihood[v]! > 0.5).toBe(Math.floor(v / 8) === own);
    }
  });
});
