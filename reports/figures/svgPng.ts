import { createRequire } from 'node:module';
import { renderAsync } from '@resvg/resvg-js';

const require = createRequire(import.meta.url);

/** The font of texts in pictures: it comes with the package, so that every machine draws the same. */
export const pictureFont = 'DejaVu Sans';

const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
  require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
);

/**
 * Renders an SVG picture to PNG.
 * @param scale pixels of the PNG for each pixel of the SVG
 */
export async function svgPng(svg: string, scale: number): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: pictureFont },
    fitTo: { mode: 'zoom', value: scale },
  });
  return image.asPng();
}
