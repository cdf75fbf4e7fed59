import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapGeometry } from '../../../../trackers/network/backbones/mapGeometry.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { batch, type Value } from '../../../../trackers/network/graph.ts';
import { type GraphBuilder, graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { normalizeWithinChannels } from '../../../../trackers/network/normalization/withinChannels.ts';
import { add, mul } from '../../../../trackers/network/operators/arithmetic.ts';
import { conv } from '../../../../trackers/network/operators/convolution.ts';
import { sigmoid } from '../../../../trackers/network/operators/elementwise.ts';
import { reshape } from '../../../../trackers/network/operators/layout.ts';
import { concat, slice } from '../../../../trackers/network/operators/pieces.ts';
import { averagePool, globalAveragePool, maxPool } from '../../../../trackers/network/operators/pooling.ts';
import { enlarge } from '../../../../trackers/network/operators/resize.ts';
import { tensor } from '../../../../trackers/network/tensor.ts';

const side = 61;

interface Layer {
  readonly kind: 'conv' | 'max' | 'mean' | 'skip';
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly dilation: number;
}

function convOnes(b: GraphBuilder, x: Value, { kernel, stride, pad, dilation }: Omit<Layer, 'kind'>): Value {
  const ones = b.constant(tensor([1, 1, kernel, kernel], new Float32Array(kernel ** 2).fill(1)));
  return conv(b, x, ones, undefined, {
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
    dilations: [dilation, dilation],
  });
}

function build(layers: readonly Layer[]) {
  const b = graphBuilder();
  const map = layers.reduce<Value>(
    (x, layer) => {
      const { kind, kernel, stride, pad } = layer;
      const window = { kernel: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] } as const;
      if (kind === 'max') return maxPool(b, x, window);
      if (kind === 'mean') return averagePool(b, x, window);
      if (kind === 'conv') return convOnes(b, x, layer);
      return add(b, x, convOnes(b, x, { kernel: 3, stride: 1, pad: 1, dilation: 1 }));
    },
    b.input('image', [batch, 1, side, side]),
  );
  return b.build({ map });
}

describe('mapGeometry(graph)', () => {
  it('says which pixels change a cell: tried out pixel by pixel on random networks', async () => {
    const engine = await onnxruntimeEngine({ device: 'cpu' });
    const layer = fc.record({
      kind: fc.constantFrom<Layer['kind']>('conv', 'max', 'mean', 'skip'),
      kernel: fc.integer({ min: 2, max: 5 }),
      stride: fc.integer({ min: 1, max: 2 }),
      pad: fc.integer({ min: 0, max: 1 }),
      dilation: fc.integer({ min: 1, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(layer, { minLength: 1, maxLength: 4 }), async (layers) => {
        const graph = build(layers);
        const cells = graph.outputs[0]!.shape[2] as number;
        const { stride, receptiveField, offset } = mapGeometry(graph);
        const session = await engine.compile(graph);
        // One picture for each pixel of the middle row: bright there and dark elsewhere. All weights are positive, so a
        // cell is above nothing exactly where it looks at the pixel.
        const row = Math.floor(cells / 2);
        const line = Math.round(offset + row * stride);
        const pictures = new Float32Array(side ** 3);
        for (let pixel = 0; pixel < side; pixel++) pictures[(pixel * side + line) * side + pixel] = 1;
        const { map } = await session.run({ image: tensor([side, 1, side, side], pictures) });
        await session.dispose();
        const cell = Math.floor(cells / 2);
        const seen = Array.from({ length: side }, (_, pixel) => pixel).filter(
          (pixel) => map!.data[(pixel * cells + row) * cells + cell]! > 0,
        );
        const centre = offset + cell * stride;
        const [first, last] = [centre - (receptiveField - 1) / 2, centre + (receptiveField - 1) / 2];
        fc.pre(line >= 0 && line < side && seen.length > 0);
        expect([seen[0], seen.at(-1)]).toEqual([Math.max(0, first), Math.min(side - 1, last)]);
      }),
      { numRuns: 40 },
    );
  });

  it('does not count what a normalisation looks at', () => {
    const b = graphBuilder();
    const x = convOnes(b, b.input('image', [batch, 1, side, side]), { kernel: 3, stride: 2, pad: 1, dilation: 1 });
    const graph = b.build({ map: normalizeWithinChannels(b, x, { size: 5, alpha: 1, beta: 0.75 }) });
    expect(mapGeometry(graph)).toEqual({ stride: 2, receptiveField: 3, offset: 0 });
  });

  it('does not count what the whole picture says, as in squeeze-and-excitation', () => {
    const b = graphBuilder();
    const x = convOnes(b, b.input('image', [batch, 1, side, side]), { kernel: 3, stride: 2, pad: 1, dilation: 1 });
    const gate = sigmoid(b, convOnes(b, globalAveragePool(b, x), { kernel: 1, stride: 1, pad: 0, dilation: 1 }));
    expect(mapGeometry(b.build({ map: mul(b, gate, x) }))).toEqual({ stride: 2, receptiveField: 3, offset: 0 });
    expect(() => mapGeometry(b.build({ map: gate }))).toThrow('the map has no places in the picture');
  });

  it('follows pieces and enlargements, and takes of several branches the widest', () => {
    const b = graphBuilder();
    const x = b.input('image', [batch, 1, side, side]);
    const narrow = convOnes(b, x, { kernel: 1, stride: 2, pad: 0, dilation: 1 });
    const wide = convOnes(b, x, { kernel: 5, stride: 2, pad: 2, dilation: 1 });
    expect(mapGeometry(b.build({ map: concat(b, [narrow, wide], 1) }))).toEqual({
      stride: 2,
      receptiveField: 5,
      offset: 0,
    });
    const piece = slice(b, wide, [
      { axis: 2, start: 3 },
      { axis: 3, start: 3 },
    ]);
    expect(mapGeometry(b.build({ map: piece }))).toEqual({ stride: 2, receptiveField: 5, offset: 6 });
    // The two cells of a block look at the same 5 pixels, which lie up to one pixel off their own places.
    expect(mapGeometry(b.build({ map: enlarge(b, wide, [2, 2]) }))).toEqual({
      stride: 1,
      receptiveField: 6,
      offset: -0.5,
    });
  });

  it('refuses networks without such a geometry', () => {
    const b = graphBuilder();
    const x = b.input('image', [batch, 1, 8, 8]);
    const one = convOnes(b, x, { kernel: 1, stride: 1, pad: 0, dilation: 1 });
    const two = slice(b, one, [
      { axis: 2, step: 2 },
      { axis: 3, step: 2 },
    ]);
    expect(() => mapGeometry(b.build({ map: reshape(b, one, [batch, 1, 4, 16]) }))).toThrow('through Reshape');
    expect(() => mapGeometry(b.build({ map: slice(b, one, [{ axis: 2, step: 2 }]) }))).toThrow('along its height');
    const other = slice(b, one, [
      { axis: 2, end: 4 },
      { axis: 3, end: 4 },
    ]);
    expect(() => mapGeometry(b.build({ map: add(b, two, other) }))).toThrow('maps of different strides meet in Add');
  });
});
