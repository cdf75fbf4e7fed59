import { InferenceSession, Tensor as NativeTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../datasets/inputError.ts';
import { batch } from '../../../../trackers/network/graph.ts';
import {
  dataTypes,
  encodeModel,
  type NodeMessage,
  type TensorMessage,
} from '../../../../trackers/network/onnx/protobuf.ts';
import { readOnnx } from '../../../../trackers/network/onnx/readOnnx.ts';
import { sizeOf, type Tensor } from '../../../../trackers/network/tensor.ts';
import { expectClose, randomTensor, runGraph, seeded } from '../tensors.ts';
import { type FileContent, node, onnxFile, onnxModel, reals, value, wholes } from './onnxFile.ts';

const file = 'network.onnx';
const random = seeded(11);
const gaussians = (name: string, ...dims: number[]): TensorMessage =>
  reals(
    name,
    dims,
    Array.from({ length: sizeOf(dims) }, () => random.gaussian()),
  );
const positives = (name: string, length: number): TensorMessage =>
  reals(
    name,
    [length],
    Array.from({ length }, () => 0.5 + random.uniform()),
  );

/** A network of one or a few nodes from x to y. */
interface Example {
  readonly input?: readonly (number | string)[];
  readonly initializers?: readonly TensorMessage[];
  readonly nodes: readonly NodeMessage[];
  readonly version?: number;
}

const content = ({ input = ['N', 4, 7, 6], initializers = [], nodes, version }: Example): FileContent => ({
  inputs: [value('x', input)],
  outputs: [{ name: 'y', type: { tensorType: { elemType: dataTypes.float } } }],
  initializers,
  nodes,
  ...(version && { version }),
});

/** What onnxruntime makes of the file itself. */
async function runFile(bytes: Uint8Array, x: Tensor): Promise<Tensor> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const { y } = await session.run({ x: new NativeTensor('float32', x.data, x.shape) });
  await session.release();
  return { shape: [...y!.dims], data: y!.data as Float32Array };
}

const one = (
  opType: string,
  attributes: Parameters<typeof node>[3] = {},
  inputs: readonly string[] = [],
): readonly NodeMessage[] => [node(opType, ['x', ...inputs], ['y'], attributes)];

const batchNormalization = ['scale', 'shift', 'mean', 'variance'];
const statistics = (channels: number): readonly TensorMessage[] => [
  gaussians('scale', channels),
  gaussians('shift', channels),
  gaussians('mean', channels),
  positives('variance', channels),
];

const examples: Readonly<Record<string, Example>> = {
  'Conv with groups, dilations and uneven pads': {
    nodes: one('Conv', { group: 2, dilations: [2, 1], pads: [0, 1, 2, 0], strides: [1, 2], kernel_shape: [3, 2] }, [
      'w',
      'b',
    ]),
    initializers: [gaussians('w', 6, 2, 3, 2), gaussians('b', 6)],
  },
  'Conv with auto_pad SAME_UPPER': {
    nodes: one('Conv', { auto_pad: 'SAME_UPPER', strides: [2, 2] }, ['w']),
    initializers: [gaussians('w', 3, 4, 3, 3)],
  },
  'Conv with auto_pad SAME_LOWER': {
    nodes: one('Conv', { auto_pad: 'SAME_LOWER', strides: [2, 1] }, ['w']),
    initializers: [gaussians('w', 3, 4, 4, 2)],
  },
  'Conv with auto_pad VALID': {
    nodes: one('Conv', { auto_pad: 'VALID' }, ['w']),
    initializers: [gaussians('w', 3, 4, 3, 3)],
  },
  ConvTranspose: {
    nodes: one('ConvTranspose', { strides: [2, 3], pads: [1, 0, 0, 1], output_padding: [1, 2], group: 2 }, ['w', 'b']),
    initializers: [gaussians('w', 4, 3, 3, 3), gaussians('b', 6)],
  },
  'Conv and BatchNormalization': {
    nodes: [
      node('Conv', ['x', 'w', 'b'], ['c']),
      node('BatchNormalization', ['c', ...batchNormalization], ['y'], { epsilon: { real: 0.01 } }),
    ],
    initializers: [gaussians('w', 3, 4, 3, 3), gaussians('b', 3), ...statistics(3)],
  },
  'Conv without bias and BatchNormalization': {
    nodes: [node('Conv', ['x', 'w'], ['c']), node('BatchNormalization', ['c', ...batchNormalization], ['y'])],
    initializers: [gaussians('w', 3, 4, 3, 3), ...statistics(3)],
  },
  'BatchNormalization by itself': {
    nodes: one('BatchNormalization', {}, batchNormalization),
    initializers: statistics(4),
  },
  LRN: { nodes: one('LRN', { size: 3, alpha: { real: 0.5 }, beta: { real: 0.75 }, bias: { real: 2 } }) },
  'MaxPool with ceil_mode': {
    nodes: one('MaxPool', { kernel_shape: [3, 2], strides: [2, 3], pads: [1, 0, 1, 1], ceil_mode: 1 }),
  },
  'MaxPool with auto_pad': { nodes: one('MaxPool', { kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' }) },
  'AveragePool that counts its pads': {
    nodes: one('AveragePool', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], count_include_pad: 1 }),
  },
  'AveragePool that does not': {
    nodes: one('AveragePool', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
  },
  'AveragePool with ceil_mode': { nodes: one('AveragePool', { kernel_shape: [3, 2], strides: [2, 4], ceil_mode: 1 }) },
  GlobalAveragePool: { nodes: one('GlobalAveragePool') },
  GlobalMaxPool: { nodes: one('GlobalMaxPool') },
  'Resize by scales': {
    nodes: one('Resize', { mode: 'nearest', coordinate_transformation_mode: 'half_pixel' }, ['', 'scales']),
    initializers: [reals('scales', [4], [1, 1, 2, 3])],
  },
  'Resize by sizes': {
    nodes: one('Resize', { nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' }, ['', '', 'sizes']),
    input: [1, 4, 7, 6],
    initializers: [wholes('sizes', [1, 4, 14, 18])],
  },
  Upsample: { nodes: one('Upsample', {}, ['scales']), initializers: [reals('scales', [4], [1, 1, 2, 2])], version: 9 },
  Flatten: { nodes: one('Flatten') },
  'Flatten and Gemm with alpha and beta': {
    nodes: [
      node('Flatten', ['x'], ['f']),
      node('Gemm', ['f', 'w', 'c'], ['y'], { alpha: { real: 0.5 }, beta: { real: 2 }, transB: 1 }),
    ],
    initializers: [gaussians('w', 5, 168), gaussians('c', 5)],
  },
  'Reshape with 0 and -1': { nodes: one('Reshape', {}, ['shape']), initializers: [wholes('shape', [0, -1, 7])] },
  'Reshape with -1 for the batch': {
    nodes: one('Reshape', {}, ['shape']),
    initializers: [wholes('shape', [-1, 28, 6])],
  },
  'Squeeze, Unsqueeze and Transpose': {
    nodes: [
      node('Unsqueeze', ['x', 'axes'], ['u']),
      node('Transpose', ['u'], ['t'], { perm: [0, 4, 1, 2, 3] }),
      node('Squeeze', ['t', 'last'], ['y']),
    ],
    initializers: [wholes('axes', [2]), wholes('last', [3])],
  },
  'Slice with inputs beyond the ends': {
    nodes: one('Slice', {}, ['starts', 'ends', 'axes', 'steps']),
    initializers: [
      wholes('starts', [-3, -1]),
      wholes('ends', [2147483647, -9999]),
      wholes('axes', [3, 1]),
      wholes('steps', [1, -2]),
    ],
  },
  'Slice with attributes': { nodes: one('Slice', { starts: [1, 0], ends: [3, -1], axes: [1, 2] }), version: 9 },
  'Split and Concat': {
    nodes: [node('Split', ['x', 'lengths'], ['p', 'q'], { axis: 1 }), node('Concat', ['q', 'p'], ['y'], { axis: 1 })],
    initializers: [wholes('lengths', [1, 3])],
  },
  Pad: {
    nodes: one('Pad', {}, ['pads', 'border']),
    initializers: [wholes('pads', [0, 0, 1, 0, 0, 0, 0, 2]), reals('border', [], [0.5])],
  },
  'Clip with inputs': {
    nodes: one('Clip', {}, ['low', 'high']),
    initializers: [reals('low', [], [-0.5]), reals('high', [], [1])],
  },
  'Clip with attributes': { nodes: one('Clip', { min: { real: 0 } }), version: 9 },
  'PRelu and LeakyRelu': {
    nodes: [node('PRelu', ['x', 'slope'], ['p']), node('LeakyRelu', ['p'], ['y'])],
    initializers: [gaussians('slope', 4, 1, 1)],
  },
  'HardSigmoid and HardSwish': { nodes: [node('HardSigmoid', ['x'], ['h']), node('HardSwish', ['h'], ['y'])] },
  'Softmax along channels': { nodes: one('Softmax', { axis: 1 }) },
  'LogSoftmax of an old version': { nodes: one('LogSoftmax', { axis: 3 }), version: 11 },
  'Sum, Max and Min of several': {
    nodes: [node('Max', ['x', 'w', 'v'], ['m']), node('Min', ['m', 'u'], ['n']), node('Sum', ['m', 'n', 'x'], ['y'])],
    initializers: [gaussians('w', 4, 7, 6), gaussians('v', 6), gaussians('u', 1)],
  },
  'Less and Cast': {
    nodes: [node('Less', ['x', 'w'], ['t']), node('Cast', ['t'], ['y'], { to: 1 })],
    initializers: [gaussians('w', 6)],
  },
  'Dropout and Identity': {
    nodes: [node('Dropout', ['x'], ['d']), node('Identity', ['d'], ['i']), node('Neg', ['i'], ['y'])],
  },
  'ReduceMean with attributes': { nodes: one('ReduceMean', { axes: [2, 3], keepdims: 0 }) },
  'ReduceSum with inputs': { nodes: one('ReduceSum', { keepdims: 0 }, ['axes']), initializers: [wholes('axes', [-1])] },
  'ReduceMax of everything': { nodes: one('ReduceMax'), input: [2, 3] },
  MatMul: { nodes: one('MatMul', {}, ['w']), initializers: [gaussians('w', 6, 5)] },
  'Expand to the shape of a value': {
    nodes: [
      node('ReduceMax', ['x'], ['m'], { axes: [1], keepdims: 1 }),
      node('Shape', ['x'], ['s']),
      node('Expand', ['m', 's'], ['y']),
    ],
  },
  'Constant nodes': {
    nodes: [
      node('Constant', [], ['c'], { value: gaussians('', 6) }),
      node('Constant', [], ['d'], { value_float: { real: 2.5 } }),
      node('Mul', ['x', 'c'], ['p']),
      node('Add', ['p', 'd'], ['y']),
    ],
  },
};

describe('readOnnx(bytes)', () => {
  it.each(Object.entries(examples))('reads %s into a graph that computes what the file does', async (_, example) => {
    const bytes = onnxFile(content(example));
    const { input = [0, 4, 7, 6] } = example;
    const x = randomTensor(
      random,
      input.map((length) => (typeof length === 'number' && length > 0 ? length : 2)),
    );
    const { y } = await runGraph(readOnnx(bytes, { file }), { x });
    expectClose(y, await runFile(bytes, x));
  });

  it('folds batch normalisation into the convolution before it', () => {
    const { nodes } = readOnnx(onnxFile(content(examples['Conv and BatchNormalization']!)), { file });
    expect(nodes.map(({ operator }) => operator)).toEqual(['Conv']);
  });

  it('leaves a first dimension without a number open', () => {
    const graph = readOnnx(onnxFile(content({ nodes: one('Relu'), input: ['whatever', 3] })), { file });
    expect(graph.inputs).toEqual([{ name: 'x', shape: [batch, 3] }]);
  });

  it('opens the batch of a network that was exported for one sample, if asked to', async () => {
    const example = content({
      input: [1, 2, 3],
      nodes: one('Reshape', {}, ['shape']),
      initializers: [wholes('shape', [1, -1])],
    });
    expect(readOnnx(onnxFile(example), { file }).outputs[0]!.shape).toEqual([1, 6]);
    const open = readOnnx(onnxFile(example), { file, openBatch: true });
    expect(open.outputs[0]!.shape).toEqual([batch, 6]);
    expect((await runGraph(open, { x: randomTensor(random, [3, 2, 3]) })).y!.shape).toEqual([3, 6]);
  });

  it('gives any value or node that is asked for by name', () => {
    const relu = { ...node('Relu', ['x'], ['hidden']), name: 'layer1' };
    const bytes = onnxFile(content({ nodes: [relu, node('Neg', ['hidden'], ['y'])] }));
    expect(readOnnx(bytes, { file, outputs: ['hidden'] }).nodes.map(({ operator }) => operator)).toEqual(['Relu']);
    expect(readOnnx(bytes, { file, outputs: ['layer1', 'y'] }).outputs.map(({ name }) => name)).toEqual([
      'layer1',
      'y',
    ]);
    expect(() => readOnnx(bytes, { file, outputs: ['hiden'] })).toThrow(
      'unknown layer: "hiden" (network.onnx); did you mean "hidden"? known: hidden, y',
    );
  });

  it.each<[string, Omit<TensorMessage, 'name' | 'dims'>]>([
    ['half precision in raw bytes', { dataType: dataTypes.float16, rawData: Uint8Array.of(0x00, 0x3c, 0x00, 0xc1) }],
    ['half precision in a list', { dataType: dataTypes.float16, int32Data: [0x3c00, 0xc100] }],
    ['double precision', { dataType: dataTypes.double, doubleData: [1, -2.5] }],
    ['raw bytes', { dataType: dataTypes.float, rawData: new Uint8Array(Float32Array.of(1, -2.5).buffer) }],
    ['a list', { dataType: dataTypes.float, floatData: [1, -2.5] }],
  ])('reads weights in %s', (_, numbers) => {
    const initializers = [{ name: 'w', dims: [2], ...numbers }];
    const graph = readOnnx(onnxFile(content({ input: [2], nodes: one('Add', {}, ['w']), initializers })), { file });
    expect([...graph.constants.get('w')!.data]).toEqual([1, -2.5]);
  });

  it('reads a layer whatever comes behind it', () => {
    const nodes = [node('Relu', ['x'], ['hidden'], {}), node('NonMaxSuppression', ['hidden'], ['y'], {})];
    const bytes = onnxFile(content({ input: ['N', 3], nodes }));
    expect(readOnnx(bytes, { file, outputs: ['hidden'] }).nodes.map(({ operator }) => operator)).toEqual(['Relu']);
    expect(() => readOnnx(bytes, { file })).toThrow('unknown ONNX operator: "NonMaxSuppression"');
  });

  it('takes the inputs that have initializers for the weights that they are', () => {
    const example = content({ input: [2], nodes: one('Add', {}, ['w']), initializers: [gaussians('w', 2)] });
    const graph = readOnnx(onnxFile({ ...example, inputs: [...example.inputs, value('w', [2])] }), { file });
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x']);
  });
});

const good = content({ nodes: one('Relu'), input: ['N', 3] });
const refusals: Readonly<Record<string, readonly [content: FileContent, message: string]>> = {
  'an operator that it does not know': [
    { ...good, nodes: one('Relo') },
    'unknown ONNX operator: "Relo" (network.onnx, node y); did you mean "Relu"?',
  ],
  "another vendor's operator": [
    { ...good, nodes: [{ ...one('Relu')[0]!, domain: 'com.example' }] },
    'unknown ONNX operator: "com.example.Relu"',
  ],
  'an input with an open size': [
    { ...good, inputs: [value('x', ['N', 3, 'height', 8])] },
    'invalid shape of an input: dimension 3 is open (height) (network.onnx, input x); only the batch may be',
  ],
  'an input of whole numbers': [
    { ...good, inputs: [value('x', [1], dataTypes.int64)] },
    'invalid type of an input: 7 (network.onnx, input x)',
  ],
  'an input without shape': [
    { ...good, inputs: [{ name: 'x', type: { tensorType: { elemType: dataTypes.float } } }] },
    'invalid shape of an input: none given',
  ],
  'weights in another file': [
    { ...good, initializers: [{ name: 'w', dims: [2], dataType: dataTypes.float, dataLocation: 1 }] },
    'invalid ONNX tensor: its numbers are in another file (network.onnx, initializer w); save the model as one file',
  ],
  'weights of another type': [
    { ...good, initializers: [{ name: 'w', dims: [1], dataType: 3, int32Data: [1] }] },
    'unknown type of numbers: 3 (network.onnx, initializer w); known: float, int32, int64, float16, double',
  ],
  'weights that do not fill their shape': [
    { ...good, initializers: [reals('w', [2, 2], [1, 2, 3])] },
    'invalid ONNX tensor: 3 numbers for the shape [2, 2] (network.onnx, initializer w)',
  ],
  'raw bytes that are no whole numbers of them': [
    { ...good, initializers: [{ name: 'w', dims: [1], dataType: dataTypes.float, rawData: Uint8Array.of(1, 2, 3) }] },
    'invalid ONNX tensor: 3 bytes of numbers of 4',
  ],
  'shapes that do not fit': [
    { ...good, initializers: [gaussians('w', 4)], nodes: one('Add', {}, ['w']) },
    'unsupported Add: invalid Add: the shapes do not broadcast (x: batch x 3, w: 4) (network.onnx, node y)',
  ],
  'a value that nothing computes': [
    { ...good, nodes: one('Add', {}, ['w']) },
    'unsupported Add: unknown value w (network.onnx, node y)',
  ],
  'a shape that is computed from the data': [
    { ...good, nodes: [node('Shape', ['x'], ['s']), node('Reshape', ['x', 's'], ['y'])] },
    'must be whole numbers that are known before a run',
  ],
  'smooth resizing': [
    {
      ...good,
      inputs: [value('x', [1, 1, 2, 2])],
      nodes: one('Resize', { mode: 'linear' }, ['', 's']),
      initializers: [reals('s', [4], [1, 1, 2, 2])],
    },
    'unsupported Resize: mode linear',
  ],
  'resizing by a part': [
    {
      ...good,
      inputs: [value('x', [1, 1, 2, 2])],
      nodes: one('Resize', { nearest_mode: 'floor' }, ['', 's']),
      initializers: [reals('s', [4], [1, 1, 1.5, 2])],
    },
    'factors 1.5, 2 must be whole',
  ],
  'mirrored borders': [
    { ...good, nodes: one('Pad', { mode: 'reflect' }, ['p']), initializers: [wholes('p', [0, 1, 0, 1])] },
    'unsupported Pad: a border of mode reflect',
  ],
  'pooling with dilations': [
    { ...good, inputs: [value('x', [1, 1, 9, 9])], nodes: one('MaxPool', { kernel_shape: [2, 2], dilations: [2, 2] }) },
    'unsupported MaxPool: dilations',
  ],
  'operators of an older version than 7': [
    { ...good, version: 6 },
    'unknown version of ONNX operators: 6 (network.onnx); known: 7 to',
  ],
  'whole numbers as an output': [
    { ...good, inputs: [value('x', [2])], nodes: one('Shape') },
    'invalid output: y holds whole numbers (network.onnx)',
  ],
};

describe('readOnnx(bytes) refuses', () => {
  it.each(Object.entries(refusals))('%s', (_, [content, message]) => {
    const read = () => readOnnx(onnxFile(content), { file });
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });

  it('bytes that are no ONNX file, and files cut off anywhere', () => {
    const bytes = onnxFile(content(examples['Conv and BatchNormalization']!));
    const cuts = Array.from({ length: 40 }, (_, part) => bytes.subarray(0, Math.floor((bytes.length * part) / 40)));
    for (const damaged of [...cuts, new TextEncoder().encode('<html>not found</html>'), new Uint8Array(64).fill(255)])
      expect(() => readOnnx(damaged, { file })).toThrow(InputError);
  });

  it('files with any one byte changed only with an InputError', () => {
    const bytes = onnxFile(content(examples['Split and Concat']!));
    for (let place = 0; place < bytes.length; place++) {
      const damaged = bytes.with(place, bytes[place]! ^ (1 << (place % 8)));
      try {
        readOnnx(damaged, { file });
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
  });

  it('a model without a graph', () => {
    const { graph: _, ...rest } = onnxModel(good);
    expect(() => readOnnx(encodeModel(rest), { file })).toThrow('invalid ONNX file: it holds no graph (network.onnx)');
  });
});
