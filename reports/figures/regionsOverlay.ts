import { boundingBox, type Mask, type Region } from '../../datasets/region.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';
import { pictureFont } from './svgPng.ts';

/** A region to draw on a frame. */
export interface DrawnRegion {
  readonly region: Region;
  /** As CSS writes it. */
  readonly colour: string;
  /** What stands beside it; empty for nothing. */
  readonly label: string;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Share of the frame's longer side that a letter is high, and its least height in pixels. */
const letterShare = 1 / 45;
const leastLetterHeight = 9;

/**
 * Regions with their labels as an SVG picture of the size of a frame, to be laid over it. Outlines have a dark edge so
 * that they show on any ground; labels make way for each other. A special code has no outline: its label, with what the
 * code means, stands in the corner.
 */
export function regionsOverlay(width: number, height: number, regions: readonly DrawnRegion[]): string {
  const letterHeight = Math.max(leastLetterHeight, Math.max(width, height) * letterShare);
  const lineWidth = Math.max(1.5, letterHeight / 7);
  const outlines = regions.map(({ region, colour }) => outline(region, colour, lineWidth));
  const placed: Box[] = [];
  const labels = regions.map(({ region, colour, label }) => {
    const text = labelText(region, label);
    if (text === '') return '';
    const size = { width: (text.length * 0.62 + 0.7) * letterHeight, height: 1.4 * letterHeight };
    const box = freePlace(candidates(region, size), placed, { width, height });
    placed.push(box);
    return labelElement(text, box, colour, letterHeight);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<g fill="none" stroke-linejoin="round">${outlines.join('')}</g>
<g font-family="${pictureFont}" font-size="${letterHeight}" font-weight="bold">${labels.join('')}</g>
</svg>`;
}

function outline(region: Region, colour: string, lineWidth: number): string {
  const path = outlinePath(region);
  if (path === '') return '';
  const ink = escapeHtml(colour);
  if (region.type === 'mask') return `<path d="${path}" fill="${ink}" fill-opacity="0.5"/>`;
  return `<path d="${path}" stroke="#000000" stroke-opacity="0.6" stroke-width="${lineWidth * 2}"/><path d="${path}" stroke="${ink}" stroke-width="${lineWidth}"/>`;
}

/** A region as an SVG path; empty for a code. */
export function outlinePath(region: Region): string {
  switch (region.type) {
    case 'rectangle':
      return `M${region.x},${region.y}h${region.width}v${region.height}h${-region.width}Z`;
    case 'polygon': {
      const { points } = region;
      const corners = Array.from({ length: points.length / 2 }, (_, i) => `${points[2 * i]},${points[2 * i + 1]}`);
      return `M${corners.join('L')}Z`;
    }
    case 'mask':
      return maskPath(region);
    case 'special':
      return '';
  }
}

/** The mask's pixels, a bar for each run of ones in each row. */
function maskPath({ x, y, width, runs }: Mask): string {
  const bars: string[] = [];
  let pixel = 0;
  for (const [index, length] of runs.entries()) {
    const end = pixel + length;
    if (index % 2 === 1) {
      while (pixel < end) {
        const row = Math.floor(pixel / width);
        const inRow = Math.min(end, (row + 1) * width) - pixel;
        bars.push(`M${x + pixel - row * width},${y + row}h${inRow}v1h${-inRow}Z`);
        pixel += inRow;
      }
    }
    pixel = end;
  }
  return bars.join('');
}

const codeMeanings: Readonly<Record<number, string>> = { 0: 'no region', 1: 'initialised', 2: 'failed' };

function labelText(region: Region, label: string): string {
  if (region.type !== 'special') return label;
  const meaning = codeMeanings[region.code] ?? `code ${region.code}`;
  return label === '' ? meaning : `${label}: ${meaning}`;
}

/** Where a label of a size may stand, the best place first: above its region, under it, inside it. */
function candidates(region: Region, size: Pick<Box, 'width' | 'height'>): Box[] {
  if (region.type === 'special') return [{ x: 0, y: 0, ...size }];
  const bounds = boundingBox(region);
  const bottom = bounds.y + bounds.height;
  const right = bounds.x + bounds.width - size.width;
  return [
    { x: bounds.x, y: bounds.y - size.height, ...size },
    { x: bounds.x, y: bottom, ...size },
    { x: right, y: bounds.y - size.height, ...size },
    { x: right, y: bottom, ...size },
    { x: bounds.x, y: bounds.y, ...size },
  ];
}

/** The first candidate that covers no earlier label once moved into the picture; if all do, the first, moved down until it is free. */
function freePlace(candidates: readonly Box[], taken: readonly Box[], picture: Pick<Box, 'width' | 'height'>): Box {
  const inside = candidates.map((box) => ({
    ...box,
    x: Math.max(0, Math.min(box.x, picture.width - box.width)),
    y: Math.max(0, Math.min(box.y, picture.height - box.height)),
  }));
  const free = inside.find((box) => !taken.some((other) => overlapping(box, other)));
  if (free !== undefined) return free;
  let box = inside[0]!;
  for (let other = blocker(box, taken); other !== undefined; other = blocker(box, taken)) {
    box = { ...box, y: other.y + other.height };
  }
  return box;
}

function blocker(box: Box, taken: readonly Box[]): Box | undefined {
  return taken.find((other) => overlapping(box, other));
}

function overlapping(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function labelElement(text: string, { x, y, width, height }: Box, colour: string, letterHeight: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#000000" fill-opacity="0.65"/><text x="${x + 0.35 * letterHeight}" y="${y + 1.05 * letterHeight}" fill="${escapeHtml(colour)}" textLength="${width - 0.7 * letterHeight}" lengthAdjust="spacingAndGlyphs">${escapeHtml(text)}</text>`;
}
