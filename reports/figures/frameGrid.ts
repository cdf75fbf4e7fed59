import sharp from 'sharp';
import type { Region } from '../../datasets/region.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';
import { drawnFrame, type Pixels } from './drawnFrame.ts';
import { pixelGrid } from './pixelGrid.ts';
import { pictureFont } from './svgPng.ts';

/** Colours of figure 3, told apart by colour-blind readers too. */
export const trueColour = '#56b4e9';
export const resultColour = '#e69f00';

export interface GridFrame {
  readonly imagePath: string;
  /** Frame of the sequence, from 1. */
  readonly number: number;
  readonly result: Region;
  readonly truth: Region;
}

export interface GridSequence {
  readonly name: string;
  readonly frames: readonly GridFrame[];
}

const cellWidthInPixels = 320;
const captionSize = 15;

/**
 * The paper's figure 3: a row for each sequence, in it frames with the result's box and the ground truth's.
 * @returns PNG
 * @throws InputError when a frame cannot be read
 */
export async function frameGrid(sequences: readonly GridSequence[]): Promise<Uint8Array> {
  const rows: Pixels[][] = [];
  for (const { name, frames } of sequences) {
    const row: Pixels[] = [];
    for (const [index, { imagePath, number, result, truth }] of frames.entries()) {
      const regions = [
        { region: truth, colour: trueColour, label: '' },
        { region: result, colour: resultColour, label: '' },
      ];
      row.push(
        await drawnFrame(
          imagePath,
          regions,
          await caption(imagePath, index === 0 ? `${name} #${number}` : `#${number}`),
        ),
      );
    }
    rows.push(row);
  }
  const { data, width, height } = await pixelGrid(rows, cellWidthInPixels);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** In the frame's corner, of one size in all pictures once they are scaled to their cells. */
async function caption(imagePath: string, text: string): Promise<string> {
  const { width } = await sharp(imagePath).metadata();
  const size = (captionSize * width) / cellWidthInPixels;
  return `<text x="${0.4 * size}" y="${1.2 * size}" font-family="${pictureFont}" font-size="${size}" font-weight="bold" fill="#ffff00" stroke="#000000" stroke-width="${size / 5}" paint-order="stroke">${escapeHtml(text)}</text>`;
}
