import type { Tensor } from '../../../../trackers/network/tensor.ts';
import type { Box } from '../photograph.ts';

export interface Detection extends Box {
  readonly name: string;
  readonly score: number;
}

const classNames =
  'aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep sofa train tvmonitor'.split(
    ' ',
  );

/**
 * Anchors in pixels of the 320x320 input, of the outputs with 20 and with 10 cells a side; the order of the classes is
 * PASCAL VOC's (dog-qiuqiu/MobileNet-Yolo darknet2caffe/sample/detector.py at 86c05bf).
 */
const anchors: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'layer79-conv': [
    [26, 48],
    [67, 84],
    [72, 175],
  ],
  'layer69-conv': [
    [189, 126],
    [137, 236],
    [265, 259],
  ],
};

const inputSide = 320;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Objects of a picture of that size, the surest first; of boxes of one class that overlap by half, the surest. */
export function decodeYolo(
  outputs: Readonly<Record<string, Tensor>>,
  picture: { readonly width: number; readonly height: number },
): Detection[] {
  const found = Object.entries(anchors)
    .flatMap(([name, sizes]) => sizes.flatMap((size, anchor) => decodeAnchor(outputs[name]!, anchor, size)))
    .map(({ x, y, width, height, ...rest }) => ({
      ...rest,
      x: x * picture.width,
      y: y * picture.height,
      width: width * picture.width,
      height: height * picture.height,
    }))
    .toSorted((a, b) => b.score - a.score);
  const kept: Detection[] = [];
  for (const one of found) {
    if (kept.every((other) => other.name !== one.name || intersectionOverUnion(other, one) < 0.5)) kept.push(one);
  }
  return kept;
}

/** In parts of the picture. For each anchor 25 channels: x, y, width, height, objectness, 20 classes. */
function decodeAnchor({ shape, data }: Tensor, anchor: number, [anchorWidth, anchorHeight]: readonly [number, number]) {
  const [, , rows, columns] = shape as [number, number, number, number];
  const detections: Detection[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const number = (channel: number): number => data[((anchor * 25 + channel) * rows + row) * columns + column]!;
      const scores = classNames.map((_, index) => sigmoid(number(4)) * sigmoid(number(5 + index)));
      const score = Math.max(...scores);
      if (score < 0.5) continue;
      const width = (anchorWidth * Math.exp(number(2))) / inputSide;
      const height = (anchorHeight * Math.exp(number(3))) / inputSide;
      const x = (sigmoid(number(0)) + column) / columns - width / 2;
      const y = (sigmoid(number(1)) + row) / rows - height / 2;
      detections.push({ name: classNames[scores.indexOf(score)]!, score, x, y, width, height });
    }
  }
  return detections;
}

export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const intersection = Math.max(0, width) * Math.max(0, height);
  return intersection / (a.width * a.height + b.width * b.height - intersection);
}
