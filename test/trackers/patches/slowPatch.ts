/**
 * @file Patches a second time, from the definitions of the programs that they follow: one pixel after the other, in double
 * precision, with arrays for pictures. Red, green, blue planes, no means.
 */
import type { Image } from '../../../datasets/image.ts';
import type { Rectangle } from '../../../datasets/region.ts';

/** plane -> row -> column */
export type Picture = readonly (readonly (readonly number[])[])[];

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const clamp = (x: number, low: number, high: number): number => Math.max(low, Math.min(high, x));

function channelOf({ width, channels, data }: Image, plane: number, x: number, y: number): number {
  return data[(y * width + x) * channels + (channels === 1 ? 0 : plane)]!;
}

/** The box's window `factor` times as large; pixel centres at halves; outside, the nearest pixel. */
export function slowReplicate(image: Image, box: Rectangle, factor: number, size: number): Picture {
  const at = (plane: number, x: number, y: number): number =>
    channelOf(image, plane, clamp(x, 0, image.width - 1), clamp(y, 0, image.height - 1));
  const place = (i: number, start: number, length: number): number =>
    start + length / 2 + ((i + 0.5) / size - 0.5) * factor * length - 0.5;
  return upTo(3).map((plane) =>
    upTo(size).map((i) =>
      upTo(size).map((j) =>
        bilinear((x, y) => at(plane, x, y), place(j, box.x, box.width), place(i, box.y, box.height)),
      ),
    ),
  );
}

function bilinear(at: (x: number, y: number) => number, x: number, y: number): number {
  let sum = 0;
  for (const column of [Math.floor(x), Math.floor(x) + 1])
    for (const row of [Math.floor(y), Math.floor(y) + 1])
      sum += (1 - Math.abs(x - column)) * (1 - Math.abs(y - row)) * at(column, row);
  return sum;
}

/** py-MDNet's crop_image2: matrices applied to points, inverted for warpPerspective with borderValue (128, 0, 0). */
export function slowWarp(image: Image, box: Rectangle, factor: number, size: number): Picture {
  const [width, height] = [box.width * factor, box.height * factor];
  const [centreX, centreY] = [box.x + box.width / 2, box.y + box.height / 2];
  const inverse = (i: number, centre: number, length: number): number => (i - size / 2) / (size / length) + centre;
  const at = (plane: number, x: number, y: number): number =>
    x < 0 || y < 0 || x >= image.width || y >= image.height ? [128, 0, 0][plane]! : channelOf(image, plane, x, y);
  return upTo(3).map((plane) =>
    upTo(size).map((i) =>
      upTo(size).map((j) =>
        bilinear((x, y) => at(plane, x, y), inverse(j, centreX, width), inverse(i, centreY, height)),
      ),
    ),
  );
}

const matlabRound = (x: number): number => (x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5));

/** MDNet's im_crop.m, line by line with MATLAB's indices; mean 128, so that the border is 128 before it is subtracted. */
export function slowImCrop(image: Image, box: Rectangle, padding: number, size: number): Picture {
  const scale = size / (size - padding * 2);
  const [halfWidth, halfHeight] = [box.width / 2, box.height / 2];
  const [centreX, centreY] = [box.x + 1 + halfWidth, box.y + 1 + halfHeight];
  const [left, top] = [matlabRound(centreX - halfWidth * scale), matlabRound(centreY - halfHeight * scale)];
  const [right, bottom] = [matlabRound(centreX + halfWidth * scale), matlabRound(centreY + halfHeight * scale)];
  const axis = (first: number, last: number, pixels: number) => {
    const unclipped = last - first + 1;
    const [low, high] = [Math.max(1, first), Math.min(pixels, last)];
    const pad = matlabRound(Math.max(0, 1 - first) * (size / unclipped));
    const crop = matlabRound((high - low + 1) * (size / unclipped));
    return { low, high, pad, crop: pad + crop > size ? size - pad : crop };
  };
  const [x, y] = [axis(left, right, image.width), axis(top, bottom, image.height)];
  return upTo(3).map((plane) => {
    const patch = upTo(size).map(() => upTo(size).map(() => 128));
    if (x.crop <= 0 || y.crop <= 0) return patch;
    const cut = upTo(y.high - y.low + 1).map((i) =>
      upTo(x.high - x.low + 1).map((j) => channelOf(image, plane, x.low - 1 + j, y.low - 1 + i)),
    );
    const wide = cut.map((row) => resizeLine(row, x.crop));
    const columns = upTo(x.crop).map((j) =>
      resizeLine(
        wide.map((row) => row[j]!),
        y.crop,
      ),
    );
    columns.forEach((column, j) => column.forEach((value, i) => (patch[y.pad + i]![x.pad + j] = value)));
    return patch;
  });
}

/** MATLAB's imresize along a line, 'bilinear' without antialiasing: a triangle of weights, mirrored at the ends. */
function resizeLine(line: readonly number[], length: number): readonly number[] {
  const scale = length / line.length;
  const mirrored = [...upTo(line.length), ...upTo(line.length).toReversed()];
  return upTo(length).map((index) => {
    const u = (index + 1) / scale + 0.5 * (1 - 1 / scale);
    const taps = upTo(4).map((p) => Math.floor(u - 1) + p);
    const weights = taps.map((tap) => Math.max(0, 1 - Math.abs(u - tap)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return taps.reduce((sum, tap, p) => {
      const wrapped = (((tap - 1) % mirrored.length) + mirrored.length) % mirrored.length;
      return sum + (weights[p]! / total) * line[mirrored[wrapped]!]!;
    }, 0);
  });
}
