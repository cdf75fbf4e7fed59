import { svgPng } from './svgPng.ts';

/** Twice the size on the page: sharp on good screens, and 200 dots an inch in a column of a paper. */
const defaultScale = 2;

/**
 * Renders a chart's SVG to PNG.
 * @param scale pixels of the PNG for each pixel of the SVG
 */
export async function chartPng(svg: string, scale: number = defaultScale): Promise<Uint8Array> {
  return svgPng(svg, scale);
}
