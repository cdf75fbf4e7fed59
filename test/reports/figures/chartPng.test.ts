import sharp from 'sharp';
import { expect, test } from 'vitest';
import { charts } from '../../../reports/charts/charts.ts';
import { rankingPlot } from '../../../reports/charts/rankingPlot.ts';
import { chartPng } from '../../../reports/figures/chartPng.ts';
import { chartSvg } from '../../../reports/figures/chartSvg.ts';
import { madeUpEvaluation } from '../fixture.ts';

/** Number of pixels darker than mid grey in a box at the top left of a picture. */
async function darkPixels(png: Uint8Array, width: number, height: number): Promise<number> {
  const grey = await sharp(png).extract({ left: 0, top: 0, width, height }).greyscale().raw().toBuffer();
  return grey.filter((value) => value < 128).length;
}

test('chartPng(svg) draws the texts: the title is dark pixels that go when the texts go', async () => {
  const svg = await chartSvg(rankingPlot(madeUpEvaluation()));
  const [width, height] = [600, 56];
  const withTexts = await darkPixels(await chartPng(svg), width, height);
  const without = await darkPixels(await chartPng(svg.replace(/<text[^]*?<\/text>/g, '')), width, height);
  expect(without).toBe(0);
  expect(withTexts).toBeGreaterThan(1000);
});

test.each(Object.keys(charts))('the PNG of %s has its texts: dark pixels that go when the texts go', async (name) => {
  const svg = await chartSvg(charts[name]!(madeUpEvaluation()));
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
  const withTexts = await darkPixels(await chartPng(svg, 1), width!, height!);
  const without = await darkPixels(await chartPng(svg.replace(/<text[^]*?<\/text>/g, ''), 1), width!, height!);
  expect(withTexts - without).toBeGreaterThan(500);
});

test('chartPng(svg, scale) has scale pixels for each pixel of the SVG, two unless told', async () => {
  const svg = await chartSvg(rankingPlot(madeUpEvaluation()));
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
  const { width: doubled } = await sharp(await chartPng(svg)).metadata();
  const { width: tripled, height: tripledHeight } = await sharp(await chartPng(svg, 3)).metadata();
  expect(doubled).toBe(2 * width!);
  expect([tripled, tripledHeight]).toEqual([3 * width!, 3 * height!]);
});
