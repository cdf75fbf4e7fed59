import { randomFrom } from '../../../../datasets/random.ts';
import { type CaffemodelForm, writeCaffemodel, type WrittenBlob } from './caffe/writeCaffemodel.ts';

/** Output x input x height x width of ZF's convolutions (paper.md section 1). */
export const zfShapes = {
  conv1: [96, 3, 7, 7],
  conv2: [256, 96, 5, 5],
  conv3: [384, 256, 3, 3],
  conv4: [384, 384, 3, 3],
  conv5: [256, 384, 3, 3],
} as const;

/** A caffemodel of ZF's shapes with random weights, and layers behind it that nobody needs, as the real one has. */
export function randomZfCaffemodel(form: CaffemodelForm = {}): Uint8Array {
  const random = randomFrom('zf caffemodel');
  const numbers = (length: number, deviation: number): Float32Array =>
    Float32Array.from({ length }, () => deviation * random.gaussian());
  const layers: Record<string, readonly WrittenBlob[]> = {};
  for (const [name, shape] of Object.entries(zfShapes)) {
    const [outputs, ...rest] = shape;
    const inputs = rest.reduce<number>((a, b) => a * b, 1);
    layers[name] = [
      { shape, data: numbers(outputs * inputs, Math.sqrt(2 / inputs)) },
      { shape: [outputs], data: numbers(outputs, 0.1) },
    ];
  }
  layers['rpn_cls_score'] = [{ shape: [18, 256, 1, 1], data: numbers(18 * 256, 1) }];
  return writeCaffemodel(layers, form);
}
