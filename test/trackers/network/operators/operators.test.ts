import { describe, expect, it } from 'vitest';
import { batch, type Shape, type Value } from '../../../../trackers/network/graph.ts';
import { type GraphBuilder, graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { add } from '../../../../trackers/network/operators/arithmetic.ts';
import { conv, convTranspose } from '../../../../trackers/network/operators/convolution.ts';
import { prelu } from '../../../../trackers/network/operators/elementwise.ts';
import { expand, expandLike, reshape, transpose } from '../../../../trackers/network/operators/layout.ts';
import { gemm, matMul } from '../../../../trackers/network/operators/matrixProduct.ts';
import { concat, pad, slice } from '../../../../trackers/network/operators/pieces.ts';
import { averagePool, maxPool } from '../../../../trackers/network/operators/pooling.ts';
import { reduceSum } from '../../../../trackers/network/operators/reductions.ts';
import { enlarge } from '../../../../trackers/network/operators/resize.ts';
import { softmax } from '../../../../trackers/network/operators/softmax.ts';
import { numbers, runGraph } from '../tensors.ts';

type Build = (b: GraphBuilder, input: (shape: Shape) => Value) => Value;

function build(make: Build): Value {
  const b = graphBuilder();
  let count = 0;
  return make(b, (shape) => b.input(`x${count++}`, shape));
}

const refusals: Readonly<Record<string, readonly [make: Build, message: string]>> = {
  'shapes that do not broadcast': [
    (b, input) => add(b, input([2, 3]), input([4])),
    'invalid Add: the shapes do not broadcast (x0: 2 x 3, x1: 4)',
  ],
  'an open batch with a number': [
    (b, input) => add(b, input([batch, 3]), input([2, 3])),
    'the shapes do not broadcast',
  ],
  'an open batch that would not come first': [
    (b, input) => add(b, input([batch, 3]), input([5, 1, 3])),
    'batch may only be the first dimension',
  ],
  'convolving what is no maps': [
    (b, input) => conv(b, input([batch, 3]), input([1, 3, 1, 1])),
    'invalid Conv: x0 must have the shape [N, C, H, W]',
  ],
  'a kernel of other channels': [
    (b, input) => conv(b, input([batch, 3, 8, 8]), input([4, 2, 3, 3])),
    'invalid Conv: a kernel of 2 channels in 1 groups does not fit x (x0: batch x 3 x 8 x 8, x1: 4 x 2 x 3 x 3)',
  ],
  'groups that do not divide the kernels': [
    (b, input) => conv(b, input([batch, 4, 8, 8]), input([3, 2, 3, 3]), undefined, { groups: 2 }),
    '2 groups do not divide the kernels',
  ],
  'a kernel larger than the map': [
    (b, input) => conv(b, input([batch, 1, 3, 3]), input([1, 1, 5, 5]), undefined, { pads: [0, 1, 1, 1] }),
    'the kernel is larger than the padded map',
  ],
  'a bias of another length': [
    (b, input) => conv(b, input([batch, 1, 3, 3]), input([2, 1, 3, 3]), input([3])),
    'the bias must have the shape [2]',
  ],
  'an open batch as a kernel': [
    (b, input) => conv(b, input([1, 1, 3, 3]), input([batch, 1, 3, 3])),
    'must have a number in place of batch',
  ],
  'strides of zero': [
    (b, input) => conv(b, input([1, 1, 3, 3]), input([1, 1, 3, 3]), undefined, { strides: [0, 1] }),
    'strides 0, 1 must be whole and at least 1',
  ],
  'an output padding as large as the stride': [
    (b, input) =>
      convTranspose(b, input([1, 1, 3, 3]), input([1, 1, 3, 3]), undefined, { strides: [2, 2], outputPadding: [2, 0] }),
    'the output padding must be less than the stride',
  ],
  'pads as large as the pooling window': [
    (b, input) => maxPool(b, input([1, 1, 3, 3]), { kernel: [2, 2], pads: [2, 0, 0, 0] }),
    'pads 2, 0, 0, 0 must be less than the kernel 2, 2',
  ],
  'a pooling window larger than the map': [
    (b, input) => averagePool(b, input([1, 1, 2, 2]), { kernel: [3, 3] }),
    'the window 3 x 3 is larger than the padded map',
  ],
  'an axis outside the shape': [
    (b, input) => softmax(b, input([2, 3]), 2),
    'invalid Softmax: axis 2 is outside the shape',
  ],
  'an axis reduced twice': [
    (b, input) => reduceSum(b, input([2, 3]), { axes: [1, -1] }),
    'axes 1, 1 must be different',
  ],
  'matrices that do not chain': [
    (b, input) => matMul(b, input([2, 3]), input([4, 2])),
    'invalid MatMul: the inner dimensions differ',
  ],
  'matrices that do not chain once transposed': [
    (b, input) => gemm(b, input([2, 3]), input([3, 4]), { transposeA: true }),
    'invalid Gemm: the inner dimensions differ',
  ],
  'moving an open batch': [(b, input) => transpose(b, input([batch, 3]), [1, 0]), 'batch must stay the first axis'],
  'an order that names an axis twice': [
    (b, input) => transpose(b, input([2, 3]), [0, 0]),
    'does not name each axis once',
  ],
  'a shape of another size': [
    (b, input) => reshape(b, input([batch, 4]), [batch, 3]),
    'invalid Reshape: it does not fit batch x 3',
  ],
  'a shape without the batch': [(b, input) => reshape(b, input([batch, 4]), [4]), 'invalid Reshape: it does not fit 4'],
  'an expansion to a batch that is not known': [
    (b, input) => expand(b, input([3]), [batch, 3]),
    'the batch of batch x 3 is not known from x; use expandLike',
  ],
  'an expansion that does not broadcast': [
    (b, input) => expandLike(b, input([2]), input([batch, 3])),
    'does not broadcast to batch x 3',
  ],
  'a slice of an open batch': [
    (b, input) => slice(b, input([batch, 3]), [{ axis: 0, end: 1 }]),
    'axis 0 of x0 must be a number',
  ],
  'a slice outside its axis': [
    (b, input) => slice(b, input([3]), [{ axis: 0, start: 3 }]),
    'range 3 to 3 by 1 is not inside axis 0',
  ],
  'a slice of an axis twice': [
    (b, input) =>
      slice(b, input([3]), [
        { axis: 0, end: 1 },
        { axis: -1, start: 1 },
      ]),
    'an axis is given twice',
  ],
  'values of other sides': [
    (b, input) => concat(b, [input([2, 3]), input([2, 4])], 0),
    'the shapes differ outside axis 0',
  ],
  'nothing to put together': [(b) => concat(b, [], 0), 'invalid Concat: no values'],
  'a negative border': [(b, input) => pad(b, input([3]), [{ axis: 0, before: -1 }]), 'padding -1, 0 of axis 0'],
  'a part of a block': [(b, input) => enlarge(b, input([1, 1, 2, 2]), [1.5, 1]), 'factors 1.5, 1 must be whole'],
  'a slope that does not broadcast': [
    (b, input) => prelu(b, input([2]), input([3, 1])),
    'the slope does not broadcast to x',
  ],
};

describe('the operators', () => {
  it.each(Object.entries(refusals))('refuse %s', (_, [make, message]) => {
    expect(() => build(make)).toThrow(RangeError);
    expect(() => build(make)).toThrow(message);
  });

  it.each<[string, (b: GraphBuilder, x: Value) => Value]>([
    ['slice', (b, x) => slice(b, x, [{ axis: 1 }])],
    ['pad', (b, x) => pad(b, x, [{ axis: 1 }])],
    ['concat', (b, x) => concat(b, [x], 1)],
    ['reshape', (b, x) => reshape(b, x, [batch, 3])],
    ['transpose', (b, x) => transpose(b, x, [0, 1])],
    ['expand', (b, x) => expand(b, x, [batch, 3])],
    ['expandLike', (b, x) => expandLike(b, x, x)],
  ])('%s gives x itself where nothing changes', (_, make) => {
    const b = graphBuilder();
    const x = b.input('x', [batch, 3]);
    expect(make(b, x)).toBe(x);
  });
});

describe('pooling by the ceil rule', () => {
  const positions = (length: number, kernel: number, stride: number, padding: number): number => {
    const b = graphBuilder();
    const pads = [padding, 0, padding, 0] as const;
    const pooled = maxPool(b, b.input('x', [1, 1, length, 1]), {
      kernel: [kernel, 1],
      strides: [stride, 1],
      pads,
      ceil: true,
    });
    return pooled.shape[2] as number;
  };

  // paper.md section 1: ZF's maps.
  it.each([
    [102, 52],
    [26, 14],
  ])('pools %i cells by windows of 3, stride 2, pad 1 to %i', (length, pooled) => {
    expect(positions(length, 3, 2, 1)).toBe(pooled);
  });

  // Caffe's pooling_layer.cpp: ceil((L + 2 p - k) / s) + 1, and one less if the last window starts beyond L + p.
  it('has as many positions as Caffe for all small windows', () => {
    for (let kernel = 1; kernel <= 4; kernel++)
      for (let stride = 1; stride <= kernel; stride++)
        for (let padding = 0; padding < kernel; padding++)
          for (let length = kernel; length <= 12; length++) {
            const rounded = Math.ceil((length + 2 * padding - kernel) / stride) + 1;
            const wanted = (rounded - 1) * stride >= length + padding ? rounded - 1 : rounded;
            expect(positions(length, kernel, stride, padding)).toBe(wanted);
          }
  });

  it("averages by Caffe's counts: the border counts, what hangs over it does not", async () => {
    const b = graphBuilder();
    const x = b.input('x', [1, 1, 4, 1]);
    const options = { kernel: [3, 1], strides: [2, 1], pads: [1, 0, 1, 0], ceil: true } as const;
    const graph = b.build({
      counted: averagePool(b, x, options),
      own: averagePool(b, x, { ...options, countPadding: false }),
    });
    const { counted, own } = await runGraph(graph, { x: numbers([1, 1, 4, 1], [1, 2, 3, 4]) });
    // Windows: border 1 2 | 2 3 4 | 4 border and nothing.
    expect([...counted!.data]).toEqual([1, 3, 2]);
    expect([...own!.data]).toEqual([1.5, 3, 4]);
  });
});
