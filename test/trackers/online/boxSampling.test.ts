import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { type Rectangle, rectangle } from '../../../datasets/region.ts';
import { analyticOverlap } from '../../../datasets/overlap/analyticOverlap.ts';
import { boxOverlap } from '../../../trackers/online/boxOverlap.ts';
import {
  type BoxLimits,
  drawCandidates,
  drawRefinement,
  drawSamples,
  movedBox,
} from '../../../trackers/online/boxSampling.ts';
import { onlinePresets } from '../../../trackers/online/presets.ts';

const limits: BoxLimits = { imageWidth: 320, imageHeight: 240, minimumWidth: 5, minimumHeight: 5 };

const boxes = fc
  .tuple(
    fc.double({ min: -10, max: 300, noNaN: true }),
    fc.double({ min: -10, max: 220, noNaN: true }),
    fc.double({ min: 1, max: 200, noNaN: true }),
    fc.double({ min: 1, max: 200, noNaN: true }),
  )
  .map(([x, y, width, height]) => rectangle(x, y, width, height));

function expectWithin({ x, y, width, height }: Rectangle): void {
  expect(x + width / 2 >= -1e-9 && x + width / 2 <= limits.imageWidth + 1e-9).toBe(true);
  expect(y + height / 2 >= -1e-9 && y + height / 2 <= limits.imageHeight + 1e-9).toBe(true);
  expect(width >= limits.minimumWidth && height >= limits.minimumHeight).toBe(true);
}

describe('boxOverlap(a, b)', () => {
  it('is the overlap of geometry', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        expect(boxOverlap(a, b)).toBeCloseTo(analyticOverlap(a, b), 9);
      }),
    );
  });
});

describe('drawCandidates(box, settings, widening, limits, random)', () => {
  const settings = onlinePresets.paper.candidates;

  it('draws as many as asked for, with their centres in the image', () => {
    fc.assert(
      fc.property(boxes, fc.integer(), (box, seed) => {
        const drawn = drawCandidates(box, { ...settings, count: 40 }, 1, limits, randomFrom(seed));
        expect(drawn).toHaveLength(40);
        drawn.forEach(expectWithin);
      }),
      { numRuns: 30 },
    );
  });

  it("deviates by the paper's 0.15 of width plus height on both axes, times the widening", () => {
    const box = rectangle(5000, 5000, 40, 20);
    const wide = { ...limits, imageWidth: 1e4, imageHeight: 1e4 };
    const drawn = drawCandidates(box, { ...settings, count: 20_000 }, 1.5, wide, randomFrom('deviation'));
    const deviation = (values: number[]): number => Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length);
    expect(deviation(drawn.map(({ x, width }) => x + width / 2 - 5020))).toBeCloseTo(1.5 * 9, 0);
    expect(deviation(drawn.map(({ y, height }) => y + height / 2 - 5010))).toBeCloseTo(1.5 * 9, 0);
    for (const { width } of drawn) expect(width / 40 <= 1.05 + 1e-9 && width / 40 >= 1 / 1.05 - 1e-9).toBe(true);
  });

  it('looks a second time about the centre that was found, in the scales of the last box', () => {
    const again = { ...settings, refinement: { count: 9, translation: 0.01 } };
    const drawn = drawRefinement(
      rectangle(100, 100, 80, 80),
      rectangle(0, 0, 40, 20),
      again,
      limits,
      randomFrom('again'),
    );
    expect(drawn).toHaveLength(9);
    for (const { x, y, width, height } of drawn) {
      expect(Math.hypot(x + width / 2 - 140, y + height / 2 - 140)).toBeLessThan(5);
      expect(Math.abs(width / 40 - 1)).toBeLessThan(0.06);
    }
    expect(drawRefinement(rectangle(0, 0, 9, 9), rectangle(0, 0, 9, 9), settings, limits, randomFrom('none'))).toEqual(
      [],
    );
  });
});

describe('drawSamples(box, settings, limits, random)', () => {
  it('keeps the bounds of overlap, and has the numbers that were asked for', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const box = rectangle(100, 80, 60, 40);
        const settings = { ...onlinePresets.tuned.firstFrame.samples, positives: 20, negatives: 40 };
        const { positives, negatives } = drawSamples(box, settings, limits, randomFrom(seed));
        expect([positives.length, negatives.length]).toEqual([20, 40]);
        for (const one of positives) expect(boxOverlap(one, box)).toBeGreaterThan(settings.positiveOverlap);
        for (const one of negatives) expect(boxOverlap(one, box)).toBeLessThan(settings.negativeOverlap);
      }),
      { numRuns: 20 },
    );
  });

  it.each([1, 3, 4, 7])(
    'has %d negatives where half of them come from anywhere and half from other scales',
    (count) => {
      const { samples } = onlinePresets.tuned.firstFrame;
      const halves = { ...samples, positives: 1, negatives: count, negativesAnywhere: 0.5, negativesInScale: 0.5 };
      expect(drawSamples(rectangle(100, 80, 60, 40), halves, limits, randomFrom(count)).negatives).toHaveLength(count);
    },
  );

  it.each<[string, Rectangle]>([
    ['of one pixel', rectangle(10, 10, 1, 1)],
    ['larger than the image', rectangle(-50, -50, 500, 400)],
    ['in a corner', rectangle(318, 238, 30, 30)],
  ])('has the numbers for a target %s, too', (_, box) => {
    const settings = { ...onlinePresets.tuned.firstFrame.samples, positives: 10, negatives: 20 };
    const { positives, negatives } = drawSamples(box, settings, limits, randomFrom('odd'));
    expect([positives.length, negatives.length]).toEqual([10, 20]);
    [...positives, ...negatives].forEach(expectWithin);
  });
});

describe('movedBox(box, across, down, scale)', () => {
  it('keeps the centre and the proportions where it only scales', () => {
    expect(movedBox(rectangle(40, 60, 20, 40), 0, 0, 1.5)).toEqual(rectangle(35, 50, 30, 60));
  });
});
