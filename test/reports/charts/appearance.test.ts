import { expect, test } from 'vitest';
import { appearances, distinctAppearances } from '../../../reports/charts/appearance.ts';
import { accuracyRobustnessPlot } from '../../../reports/charts/accuracyRobustnessPlot.ts';
import { eaoCurves } from '../../../reports/charts/eaoCurves.ts';
import { eaoRanking } from '../../../reports/charts/eaoRanking.ts';
import { precisionPlot } from '../../../reports/charts/precisionPlot.ts';
import { rankingPlot } from '../../../reports/charts/rankingPlot.ts';
import { successPlot } from '../../../reports/charts/successPlot.ts';
import { evaluationWithGaps, fixtureTrackers } from '../fixture.ts';
import { scaleOf } from './compiled.ts';

const seventy = Array.from({ length: 70 }, (_, index) => `tracker ${index}`);

test('appearances(trackers) tells 70 trackers apart by colour and shape, and by colour and dash', () => {
  expect(distinctAppearances).toBe(70);
  const looks = [...appearances(seventy).values()];
  expect(new Set(looks.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(70);
  expect(new Set(looks.map(({ colour, dash }) => `${colour} ${dash.join()}`)).size).toBe(70);
});

test('appearances(trackers) gives neighbours in the list another colour and another shape', () => {
  const looks = [...appearances(seventy).values()];
  for (const [index, look] of looks.slice(1).entries()) {
    expect(look.colour).not.toBe(looks[index]!.colour);
    expect(look.shape).not.toBe(looks[index]!.shape);
  }
});

test('appearances(trackers) uses colours that stand out on white and on dark paper (WCAG contrast of 2 or more)', () => {
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((start) => {
      const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
  };
  for (const { colour } of appearances(seventy).values()) {
    expect(contrast(colour, '#ffffff')).toBeGreaterThan(2);
    expect(contrast(colour, '#15181c')).toBeGreaterThan(2);
  }
});

test('a tracker keeps its colour, shape and dash through all charts, whoever is left out of them', () => {
  const evaluation = evaluationWithGaps();
  const looks = appearances(fixtureTrackers);
  const nameOf = (label: string): string => label.replace(/ \[.*\]$/, '');
  for (const chart of [rankingPlot, accuracyRobustnessPlot, eaoRanking]) {
    const spec = chart(evaluation);
    const colours = scaleOf(spec, 'color');
    expect(colours.size).toBe(4);
    for (const [label, colour] of colours) expect(colour).toBe(looks.get(label)!.colour);
    for (const [label, shape] of scaleOf(spec, 'shape')) expect(shape).toBe(looks.get(label)!.shape);
  }
  for (const chart of [eaoCurves, successPlot, precisionPlot]) {
    const spec = chart(evaluation);
    const colours = scaleOf(spec, 'color');
    expect(colours.size).toBe(4);
    for (const [label, colour] of colours) expect(colour).toBe(looks.get(nameOf(label))!.colour);
    for (const [label, dash] of scaleOf(spec, 'strokeDash')) expect(dash).toEqual(looks.get(nameOf(label))!.dash);
  }
});
