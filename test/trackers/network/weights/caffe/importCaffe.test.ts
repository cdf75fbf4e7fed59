import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../../datasets/random.ts';
import type { Engine } from '../../../../../trackers/network/engines/engine.ts';
import { onnxruntimeEngine } from '../../../../../trackers/network/engines/onnxruntime.ts';
import type { Graph } from '../../../../../trackers/network/graph.ts';
import { type CaffeImportOptions, importCaffe } from '../../../../../trackers/network/weights/caffe/importCaffe.ts';
import { at, type Blob, blob, convolve, deconvolve, interpolate, normalize, pool } from './naiveCaffe.ts';
import { type CaffemodelForm, writeCaffemodel, type WrittenBlob } from './writeCaffemodel.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await onnxruntimeEngine({ device: 'cpu' });
});

const random = randomFrom('importCaffe');
const numbers = (...shape: number[]): WrittenBlob => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.fround(random.gaussian())),
});
const picture = (...shape: [number, number, number]): Blob => blob(shape, () => Math.fround(random.gaussian()));

type Weights = Readonly<Record<string, readonly WrittenBlob[]>>;

function header([channels, height, width]: Blob['shape']): string {
  return `input: "data" input_shape { dim: 1 dim: ${channels} dim: ${height} dim: ${width} }\n`;
}

function imported(text: string, weights: Weights, options?: CaffeImportOptions, form?: CaffemodelForm): Graph {
  const caffemodel = writeCaffemodel({ unused: [numbers(1)], ...weights }, form);
  return importCaffe(
    { prototxt: text, prototxtFile: 'net.prototxt', caffemodel, caffemodelFile: 'net.caffemodel' },
    options,
  );
}

/** The only output of the network for one picture. */
async function output(
  graph: Graph,
  input: Blob,
): Promise<{ readonly shape: readonly number[]; readonly data: Float32Array }> {
  const session = await engine.compile(graph);
  const outputs = await session.run({ data: { shape: [1, ...input.shape], data: Float32Array.from(input.data) } });
  await session.dispose();
  return Object.values(outputs)[0]!;
}

async function expectOutput(
  graph: Graph,
  input: Blob,
  expected: { shape: readonly number[]; data: readonly number[] },
) {
  const { shape, data } = await output(graph, input);
  expect(shape).toEqual([1, ...expected.shape]);
  const largest = Math.max(1, ...expected.data.map(Math.abs));
  expected.data.forEach((number, index) => expect(Math.abs(data[index]! - number)).toBeLessThan(1e-5 * largest));
}

const refusal = (text: string, weights: Weights = {}, options?: CaffeImportOptions): string => {
  try {
    imported(text, weights, options);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'accepted';
};

describe('importCaffe(model, options): what layers compute', () => {
  it('Convolution, with groups, dilation, sides of their own, without a bias', async () => {
    const input = picture(4, 9, 8);
    const [weight, bias] = [numbers(6, 2, 3, 2), numbers(6)];
    const text = (more: string): string =>
      `${header(input.shape)} layer { name: "c" type: "Convolution" bottom: "data" top: "c"
       convolution_param { num_output: 6 kernel_h: 3 kernel_w: 2 stride_h: 2 stride_w: 1 pad_h: 1 pad_w: 0 group: 2 ${more} } }`;
    const window = { kernel: [3, 2], stride: [2, 1], pad: [1, 0], groups: 2 } as const;
    const plain = convolve(input, weight.data, bias.data, 6, window);
    for (const old of [false, true]) {
      await expectOutput(imported(text(''), { c: [weight, bias] }, {}, { old }), input, plain);
    }
    const dilated = convolve(input, weight.data, undefined, 6, { ...window, dilation: 2 });
    await expectOutput(imported(text('bias_term: false dilation: 2'), { c: [weight] }), input, dilated);
  });

  it('Deconvolution with groups', async () => {
    const input = picture(4, 5, 3);
    const weight = numbers(4, 3, 4, 4);
    const text = `${header(input.shape)} layer { name: "d" type: "Deconvolution" bottom: "data" top: "d"
      convolution_param { num_output: 6 kernel_size: 4 stride: 2 pad: 1 group: 2 bias_term: false } }`;
    const window = { kernel: [4, 4], stride: [2, 2], pad: [1, 1], groups: 2 } as const;
    await expectOutput(imported(text, { d: [weight] }), input, deconvolve(input, weight.data, 6, window));
  });

  it("Pooling: Caffe's number of windows and its averages, for random sizes", async () => {
    const cases = fc.record({
      height: fc.integer({ min: 3, max: 12 }),
      width: fc.integer({ min: 3, max: 12 }),
      kernel: fc.integer({ min: 2, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      pad: fc.integer({ min: 0, max: 1 }),
      method: fc.constantFrom('MAX' as const, 'AVE' as const),
      rounding: fc.constantFrom('CEIL', 'FLOOR'),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ height, width, kernel, stride, pad, method, rounding }) => {
        fc.pre(stride <= kernel);
        const input = picture(2, height, width);
        const text = `${header(input.shape)} layer { name: "p" type: "Pooling" bottom: "data" top: "p"
          pooling_param { pool: ${method} kernel_size: ${kernel} stride: ${stride} pad: ${pad} round_mode: ${rounding} } }`;
        const window = { kernel: [kernel, kernel], stride: [stride, stride], pad: [pad, pad] } as const;
        const round = rounding === 'CEIL' ? Math.ceil : Math.floor;
        await expectOutput(imported(text, {}), input, pool(input, method, window, round));
      }),
      { numRuns: 60 },
    );
  });

  it('Pooling of the whole map', async () => {
    const input = picture(3, 4, 5);
    for (const method of ['MAX', 'AVE'] as const) {
      const text = `${header(input.shape)} layer { name: "p" type: "Pooling" bottom: "data" top: "p"
        pooling_param { pool: ${method} global_pooling: true } }`;
      const whole = { kernel: [4, 5], stride: [1, 1], pad: [0, 0] } as const;
      await expectOutput(imported(text, {}), input, pool(input, method, whole));
    }
  });

  it('LRN across channels and within them', async () => {
    const input = picture(7, 5, 6);
    for (const region of ['ACROSS_CHANNELS', 'WITHIN_CHANNEL'] as const) {
      const text = `${header(input.shape)} layer { name: "n" type: "LRN" bottom: "data" top: "n"
        lrn_param { local_size: 3 alpha: 0.5 beta: 0.75 norm_region: ${region} k: 2 } }`;
      const expected = normalize(input, region, { size: 3, alpha: 0.5, beta: 0.75, k: 2 });
      await expectOutput(imported(text, {}), input, expected);
    }
  });

  it('BatchNorm and Scale, into the convolution before them or by themselves: the same', async () => {
    const input = picture(2, 6, 6);
    const [weight, factors, shifts, means] = [numbers(3, 2, 3, 3), numbers(3), numbers(3), numbers(3)];
    const variances = { shape: [3], data: Array.from(numbers(3).data, (value) => Math.fround(value ** 2 + 0.1)) };
    const share = 1 / 4;
    const weights = {
      c: [weight],
      b: [means, variances, { shape: [1], data: [4] }],
      s: [factors, shifts],
    };
    const convolved = convolve(input, weight.data, undefined, 3, { kernel: [3, 3], stride: [1, 1], pad: [1, 1] });
    const normal = blob(convolved.shape, (c, y, x) => {
      const spread = Math.sqrt(variances.data[c]! * share + 1e-3);
      return ((at(convolved, c, y, x) - means.data[c]! * share) / spread) * factors.data[c]! + shifts.data[c]!;
    });
    const conv = `${header(input.shape)} layer { name: "c" type: "Convolution" bottom: "data" top: "c"
      convolution_param { num_output: 3 kernel_size: 3 pad: 1 bias_term: false } }`;
    const affine = (bottom: string): string =>
      `layer { name: "b" type: "BatchNorm" bottom: "${bottom}" top: "b" batch_norm_param { eps: 0.001 } }
       layer { name: "s" type: "Scale" bottom: "b" top: "out" scale_param { bias_term: true } }`;
    const folded = imported(conv + affine('c'), weights, { outputs: ['out'] });
    expect(folded.nodes.map(({ operator }) => operator)).toEqual(['Conv']);
    await expectOutput(folded, input, normal);
    const apart = `${conv} layer { name: "r" type: "ReLU" bottom: "c" top: "r" relu_param { negative_slope: 1 } } ${affine('r')}`;
    const unfolded = imported(apart, weights, { outputs: ['out'] });
    expect(unfolded.nodes.map(({ operator }) => operator)).toEqual(['Conv', 'LeakyRelu', 'Mul', 'Add']);
    await expectOutput(unfolded, input, normal);
  });

  it('BatchNorm is not taken up where somebody else reads the convolution, or it is wanted itself', async () => {
    const input = picture(1, 3, 3);
    const weights = {
      c: [{ shape: [1, 1, 1, 1], data: [2] }],
      b: [
        { shape: [1], data: [1] },
        { shape: [1], data: [4] },
        { shape: [1], data: [1] },
      ],
    };
    const text = `${header(input.shape)} layer { name: "c" type: "Convolution" bottom: "data" top: "c"
      convolution_param { num_output: 1 kernel_size: 1 bias_term: false } }
      layer { name: "b" type: "BatchNorm" bottom: "c" top: "b" batch_norm_param { eps: 0 } }
      layer { name: "e" type: "Eltwise" bottom: "b" bottom: "c" top: "e" }`;
    const expected = blob(input.shape, (c, y, x) => (2 * at(input, c, y, x) - 1) / 2 + 2 * at(input, c, y, x));
    await expectOutput(imported(text, weights), input, expected);
    const conv = imported(text, weights, { outputs: ['c'] });
    await expectOutput(
      conv,
      input,
      blob(input.shape, (c, y, x) => 2 * at(input, c, y, x)),
    );
  });

  it('Eltwise: sums with coefficients, products, maxima; Concat; Split; Dropout', async () => {
    const input = picture(2, 3, 4);
    const twice = `${header(input.shape)} layer { name: "s" type: "Split" bottom: "data" top: "a" top: "b0" }
      layer { name: "d" type: "Dropout" bottom: "b0" top: "b0" dropout_param { dropout_ratio: 0.5 } }
      layer { name: "r" type: "ReLU" bottom: "b0" top: "b" }`;
    const eltwise = (param: string): string =>
      `${twice} layer { name: "e" type: "Eltwise" bottom: "a" bottom: "b" top: "e" eltwise_param { ${param} } }`;
    const expected = (combine: (a: number, b: number) => number): Blob =>
      blob(input.shape, (c, y, x) => combine(at(input, c, y, x), Math.max(0, at(input, c, y, x))));
    const cases: [string, Blob][] = [
      ['operation: SUM coeff: 1 coeff: -0.5', expected((a, b) => a - 0.5 * b)],
      ['operation: PROD', expected((a, b) => a * b)],
      ['operation: MAX', expected(Math.max)],
    ];
    for (const [param, blob] of cases) await expectOutput(imported(eltwise(param), {}), input, blob);
    const concat = `${twice} layer { name: "e" type: "Concat" bottom: "a" bottom: "b" top: "e" }`;
    const joined = blob([4, 3, 4], (c, y, x) => (c < 2 ? at(input, c, y, x) : Math.max(0, at(input, c - 2, y, x))));
    await expectOutput(imported(concat, {}), input, joined);
  });

  it('InnerProduct, transposed too, of maps flattened as they lie; Flatten and Reshape', async () => {
    const input = picture(2, 2, 3);
    const [weight, bias] = [numbers(4, 12), numbers(4)];
    const product = Array.from({ length: 4 }, (_, row) =>
      input.data.reduce((sum, value, column) => sum + value * weight.data[row * 12 + column]!, bias.data[row]!),
    );
    const text = (before: string, bottom: string, more = ''): string =>
      `${header(input.shape)} ${before} layer { name: "i" type: "InnerProduct" bottom: "${bottom}" top: "i"
       inner_product_param { num_output: 4 ${more} } }`;
    const flatten = 'layer { name: "f" type: "Flatten" bottom: "data" top: "f" }';
    const reshape =
      'layer { name: "f" type: "Reshape" bottom: "data" top: "f" reshape_param { shape { dim: 0 dim: 3 dim: -1 } } }';
    for (const [before, bottom] of [['', 'data'] as const, [flatten, 'f'] as const, [reshape, 'f'] as const]) {
      const graph = imported(text(before, bottom), { i: [weight, bias] });
      await expectOutput(graph, input, { shape: [4], data: product });
    }
    const turned = {
      shape: [12, 4],
      data: Array.from(weight.data, (_, index) => weight.data[(index % 4) * 12 + (index >> 2)]!),
    };
    const transposed = imported(text('', 'data', 'transpose: true'), { i: [turned, bias] });
    await expectOutput(transposed, input, { shape: [4], data: product });
    const tail =
      'layer { name: "f" type: "Reshape" bottom: "data" top: "f" reshape_param { axis: 2 shape { dim: -1 } } }';
    await expectOutput(imported(header(input.shape) + tail, {}), input, { shape: [2, 6], data: input.data });
  });

  it('PReLU, by channel and shared, Sigmoid and Softmax', async () => {
    const input = picture(3, 2, 2);
    const slopes = numbers(3);
    const layer = (type: string, param = ''): string =>
      `${header(input.shape)} layer { name: "l" type: "${type}" bottom: "data" top: "l" ${param} }`;
    const bent = (slope: (c: number) => number): Blob =>
      blob(input.shape, (c, y, x) => at(input, c, y, x) * (at(input, c, y, x) > 0 ? 1 : slope(c)));
    await expectOutput(
      imported(layer('PReLU'), { l: [slopes] }),
      input,
      bent((c) => slopes.data[c]!),
    );
    const shared = layer('PReLU', 'prelu_param { channel_shared: true }');
    await expectOutput(
      imported(shared, { l: [{ shape: [], data: [0.25] }] }),
      input,
      bent(() => 0.25),
    );
    const sigmoid = blob(input.shape, (c, y, x) => 1 / (1 + Math.exp(-at(input, c, y, x))));
    await expectOutput(imported(layer('Sigmoid'), {}), input, sigmoid);
    const softmax = blob(input.shape, (c, y, x) => {
      const all = [0, 1, 2].map((other) => Math.exp(at(input, other, y, x)));
      return all[c]! / all.reduce((a, b) => a + b);
    });
    await expectOutput(imported(layer('Softmax'), {}), input, softmax);
  });

  it('Upsample and Interp', async () => {
    const input = picture(2, 3, 4);
    const layer = (type: string, param: string): string =>
      `${header(input.shape)} layer { name: "u" type: "${type}" bottom: "data" top: "u" ${param} }`;
    const blocks = blob([2, 6, 8], (c, y, x) => at(input, c, y >> 1, x >> 1));
    await expectOutput(imported(layer('Upsample', 'upsample_param { scale: 2 }'), {}), input, blocks);
    const sized = layer('Interp', 'interp_param { height: 7 width: 5 }');
    await expectOutput(imported(sized, {}), input, interpolate(input, 7, 5));
    // 3 + 2 (3 - 1) = 7 rows, 4 + 2 (4 - 1) = 10 columns.
    const zoomed = layer('Interp', 'interp_param { zoom_factor: 3 }');
    await expectOutput(imported(zoomed, {}), input, interpolate(input, 7, 10));
  });

  it('Scale of one value by another, as squeeze-and-excitation writes it', async () => {
    const input = picture(3, 2, 4);
    const text = `${header(input.shape)}
      layer { name: "p" type: "Pooling" bottom: "data" top: "p" pooling_param { pool: AVE global_pooling: true } }
      layer { name: "f" type: "Flatten" bottom: "p" top: "f" }
      layer { name: "s" type: "Scale" bottom: "data" bottom: "f" top: "s" scale_param { axis: 0 } }`;
    const means = pool(input, 'AVE', { kernel: [2, 4], stride: [1, 1], pad: [0, 0] });
    const expected = blob(input.shape, (c, y, x) => at(input, c, y, x) * means.data[c]!);
    await expectOutput(imported(text, {}), input, expected);
  });
});

const chain = `input: "data" input_dim: 1 input_dim: 1 input_dim: 4 input_dim: 4
layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 2 kernel_size: 1 } }
layer { name: "relu1" type: "ReLU" bottom: "conv1" top: "conv1" }
layer { name: "magic" type: "Magic" bottom: "conv1" top: "magic" }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "magic" bottom: "data" top: "loss" }`;
const chainWeights = { conv1: [numbers(2, 1, 1, 1), numbers(2)] };

describe('importCaffe(model, options): which layers', () => {
  it('ends at the layer or blob of a name: a blob as its last layer leaves it, a layer by itself', () => {
    const { inputs, outputs, nodes } = imported(chain, chainWeights, { outputs: ['conv1'] });
    expect(inputs).toEqual([{ name: 'data', shape: ['batch', 1, 4, 4] }]);
    expect(outputs).toEqual([{ name: 'conv1', shape: ['batch', 2, 4, 4] }]);
    expect(nodes.map(({ operator }) => operator)).toEqual(['Conv', 'Relu']);
    const both = imported(chain, chainWeights, { outputs: ['relu1'], inputSize: { height: 7, width: 5 } });
    expect(both.outputs).toEqual([{ name: 'relu1', shape: ['batch', 2, 7, 5] }]);
    expect([...both.constants.keys()]).toEqual(['conv1.weight', 'conv1.bias']);
  });

  it('names an unknown layer, a layer of a type that it does not know, and where', () => {
    expect(refusal(chain, chainWeights, { outputs: ['conv2'] })).toBe(
      'WrongRequest: unknown layer: "conv2" (net.prototxt); did you mean "conv1"? known: data, conv1, magic, relu1',
    );
    expect(refusal(chain, chainWeights, { outputs: ['magic'] })).toMatch(
      /^InputError: unsupported layer "magic" of type Magic \(net.prototxt:4\); supported: BatchNorm, Concat, .*; end the network before it/,
    );
  });

  it("leaves out the training phase and losses, and takes data layers as inputs, in both of Caffe's forms", () => {
    const today = `layer { name: "d" type: "Data" top: "data" top: "label" include { phase: TRAIN } transform_param { crop_size: 9 } }
      layer { name: "d" type: "Data" top: "data" top: "label" include { phase: TEST } transform_param { crop_size: 5 mirror: false } }
      layer { name: "c" type: "Convolution" bottom: "data" top: "c" param { lr_mult: 1 } convolution_param { num_output: 2 kernel_size: 1 } }
      layer { name: "noise" type: "Magic" bottom: "c" top: "c" include: { phase: TRAIN } }
      layer { name: "acc" type: "Accuracy" bottom: "c" bottom: "label" top: "acc" exclude { stage: "x" } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "c" bottom: "label" top: "loss" loss_weight: 1 }`;
    const old = `layers { name: "d" type: DATA top: "data" top: "label" data_param { source: "x" crop_size: 5 } }
      layers { name: "c" type: CONVOLUTION bottom: "data" top: "c" blobs_lr: 1 blobs_lr: 2 weight_decay: 1 convolution_param { num_output: 2 kernel_size: 1 } }
      layers { name: "loss" type: SOFTMAX_LOSS bottom: "c" bottom: "label" }`;
    for (const text of [today, old]) {
      const { inputs, outputs } = imported(text, { c: [numbers(2, 3, 1, 1), numbers(2)] });
      expect(inputs).toEqual([{ name: 'data', shape: ['batch', 3, 5, 5] }]);
      expect(outputs).toEqual([{ name: 'c', shape: ['batch', 2, 5, 5] }]);
    }
    const input = 'layer { name: "i" type: "Input" top: "x" input_param { shape { dim: 1 dim: 2 dim: 6 dim: 7 } } }';
    const { inputs } = imported(`${input} layer { name: "r" type: "ReLU" bottom: "x" top: "r" }`, {});
    expect(inputs).toEqual([{ name: 'x', shape: ['batch', 2, 6, 7] }]);
  });

  it('refuses a prototxt that does not fit its caffemodel: which layer, which blob, which shapes', () => {
    const other = { conv1: [numbers(2, 3, 1, 1), numbers(2)] };
    expect(refusal(chain, other, { outputs: ['conv1'] })).toBe(
      'InputError: invalid weights of the layer "conv1": blob 0 (weights) is 2x3x1x1 where the prototxt implies 2x1x1x1 (net.caffemodel); the prototxt (net.prototxt:2) and the caffemodel are not of the same network',
    );
    expect(refusal(chain, { conv1: [numbers(2, 1, 1, 1)] }, { outputs: ['conv1'] })).toContain(
      'invalid weights of the layer "conv1": 1 blobs where the prototxt implies 2 (weights, bias)',
    );
    expect(refusal(chain, { conv11: [numbers(2, 1, 1, 1)] }, { outputs: ['conv1'] })).toContain(
      'unknown layer of weights: "conv1" (net.caffemodel); did you mean "conv11"?',
    );
  });

  it('refuses what a layer cannot be, with its line', () => {
    const layer = (type: string, rest: string): string =>
      `input: "data" input_dim: 1 input_dim: 3 input_dim: 4 input_dim: 4\nlayer { name: "l" type: "${type}" bottom: "data" top: "l" ${rest} }`;
    const cases: [string, string][] = [
      [
        layer('Convolution', 'convolution_param { kernal_size: 3 }'),
        'unknown field: "kernal_size" (net.prototxt:2); did you mean "kernel_size"?',
      ],
      [
        layer('Convolution', 'convolution_param { kernel_size: 3 }'),
        'missing num_output of the layer "l" (net.prototxt:2)',
      ],
      [layer('Convolution', 'convolution_param { num_output: 2 }'), 'missing kernel_size of the layer "l"'],
      [
        layer('Convolution', 'convolution_param { num_output: 2 num_output: 3 }'),
        'invalid num_output: it is given twice',
      ],
      [
        layer('Convolution', 'convolution_param { num_output: -2 }'),
        'invalid num_output: -2 (net.prototxt:2); a whole number that is not negative',
      ],
      [
        layer('Convolution', 'convolution_param { num_output: 4 kernel_size: 1 group: 3 }'),
        'invalid group: 3 for 4 outputs',
      ],
      [
        layer('Pooling', 'pooling_param { kernel_size: 9 }'),
        'invalid layer "l": invalid MaxPool: the window 9 x 9 is larger',
      ],
      [
        layer('Pooling', 'pooling_param { pool: STOCHASTIC kernel_size: 2 }'),
        'pool: STOCHASTIC; MAX and AVE are supported',
      ],
      [
        layer('Pooling', 'pooling_param { pool: MIN }'),
        'invalid pool: MIN (net.prototxt:2); MAX or AVE or STOCHASTIC is expected',
      ],
      [layer('BatchNorm', 'batch_norm_param { use_global_stats: false }'), 'use_global_stats: false'],
      [layer('ReLU', 'bottom: "data"'), '2 bottoms where one is expected'],
      [layer('Eltwise', 'eltwise_param { coeff: 1 coeff: 2 }'), 'invalid coeff: 2 of them for SUM of 1 bottoms'],
      [layer('Reshape', 'reshape_param { shape { dim: 1 dim: 48 } }'), 'of the batch; keep it with dim: 0'],
      [
        layer('Reshape', 'reshape_param { shape { dim: 0 dim: 5 } }'),
        'invalid layer "l": invalid Reshape: it does not fit batch x 5',
      ],
      [layer('Interp', 'interp_param { pad_beg: 1 }'), 'with pads'],
      [layer('Split', 'top: "l2"').replace('top: "l" ', ''), 'accepted'],
      [
        'layer { name: "l" type: "ReLU" bottom: "data" top: "l" }',
        'unknown blob of the layer "l": "data" (net.prototxt:1); known: none',
      ],
      ['layer { name: "l" }', 'invalid layer: it has no type (net.prototxt:1)'],
      ['layers { name: "l" type: LRN_MAP }', 'invalid type: LRN_MAP (net.prototxt:1)'],
      ['input: "data" layer { name: "l" type: "ReLU" bottom: "data" top: "l" }', 'missing shape of the input "data"'],
      ['input: "a" input_dim: 1', 'invalid input_dim: 1 of them for 1 inputs'],
      ['input: "a" input_dim: 1 input_dim: 1 input_dim: 1 input_dim: 1', 'no layer that computes'],
    ];
    for (const [text, message] of cases) expect(refusal(text)).toContain(message);
  });
});
