import sharp, { type OverlayOptions } from 'sharp';
import type { Pixels } from './drawnFrame.ts';

/** Between pictures, and around none, in pixels. */
const gapInPixels = 4;

/**
 * Pictures side by side on white, a row after the other; each is scaled to the cell's width. A place without a picture
 * stays white.
 * @param rows of pictures
 * @param cellWidth in pixels; the width of the widest picture when left out
 */
export async function pixelGrid(
  rows: readonly (readonly (Pixels | undefined)[])[],
  cellWidth: number = Math.max(1, ...rows.flat().map((picture) => picture?.width ?? 1)),
): Promise<Pixels> {
  const columns = Math.max(1, ...rows.map((row) => row.length));
  const heightOf = ({ width, height }: Pixels): number => Math.max(1, Math.round((height * cellWidth) / width));
  const heights = rows.map((row) => Math.max(1, ...row.map((picture) => (picture ? heightOf(picture) : 1))));
  const placed: OverlayOptions[] = [];
  let top = 0;
  for (const [r, row] of rows.entries()) {
    for (const [c, picture] of row.entries()) {
      if (picture === undefined) continue;
      placed.push({
        ...(await scaled(picture, cellWidth, heightOf(picture))),
        top,
        left: c * (cellWidth + gapInPixels),
      });
    }
    top += heights[r]! + gapInPixels;
  }
  const width = columns * (cellWidth + gapInPixels) - gapInPixels;
  const height = Math.max(1, top - gapInPixels);
  const data = await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(placed)
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width, height };
}

async function scaled({ data, width, height }: Pixels, toWidth: number, toHeight: number): Promise<OverlayOptions> {
  const raw = { width, height, channels: 3 } as const;
  if (toWidth === width && toHeight === height) return { input: data, raw };
  const resized = await sharp(data, { raw }).resize(toWidth, toHeight, { fit: 'fill' }).raw().toBuffer();
  return { input: resized, raw: { width: toWidth, height: toHeight, channels: 3 } };
}
