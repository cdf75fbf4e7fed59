import { describe, expect, it } from 'vitest';
import { refuseWebgpuDefects } from '../../../../trackers/network/engines/webgpuDefects.ts';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { convTranspose } from '../../../../trackers/network/operators/convolution.ts';
import { slice } from '../../../../trackers/network/operators/pieces.ts';
import { tensor } from '../../../../trackers/network/tensor.ts';

describe('refuseWebgpuDefects(graph)', () => {
  const transposed = (inputs: number, outputsPerGroup: number, groups: number) => {
    const b = graphBuilder();
    const x = b.input('x', [1, inputs, 3, 3]);
    const weight = b.constant(tensor([inputs, outputsPerGroup, 2, 2], new Float32Array(inputs * outputsPerGroup * 4)));
    return b.build([convTranspose(b, x, weight, undefined, { groups })]);
  };
  it('refuses transposed convolutions in groups of several inputs and one output, and no others', () => {
    expect(() => refuseWebgpuDefects(transposed(4, 1, 2))).toThrow('unsupported on webgpu: ConvTranspose in groups');
    for (const graph of [transposed(4, 1, 4), transposed(4, 2, 2), transposed(4, 1, 1)]) {
      expect(() => refuseWebgpuDefects(graph)).not.toThrow();
    }
  });
  it('refuses slices that go backwards from another element than the last', () => {
    const sliced = (range: { readonly start?: number; readonly step: number }) => {
      const b = graphBuilder();
      return b.build([slice(b, b.input('x', [1, 4]), [{ axis: 1, ...range }])]);
    };
    expect(() => refuseWebgpuDefects(sliced({ start: 2, step: -1 }))).toThrow('Slice that goes backwards from inside');
    for (const range of [{ step: -1 }, { start: 1, step: 2 }]) {
      expect(() => refuseWebgpuDefects(sliced(range))).not.toThrow();
    }
  });
});
