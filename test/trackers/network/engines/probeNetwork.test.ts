import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../trackers/network/engines/engine.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { probe, probeAnswer, probeGraph, probeInput } from '../../../../trackers/network/engines/probe/probeNetwork.ts';
import { tensorflowEngine } from '../../../../trackers/network/engines/tensorflow.ts';
import { tensor } from '../../../../trackers/network/tensor.ts';

/** The network from the definitions of its operators, number by number. */
function answerByDefinition(): number[] {
  const [weight, bias, matrix] = [...probeGraph().constants.values()].map(({ data }) => data) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const input = (sample: number, channel: number, row: number, column: number): number =>
    Math.min(row, column) < 0 || Math.max(row, column) > 5
      ? 0
      : probeInput.data[((sample * 2 + channel) * 6 + row) * 6 + column]!;
  const map = (sample: number, channel: number, row: number, column: number): number => {
    let sum = bias[channel]!;
    for (let from = 0; from < 2; from++)
      for (let y = 0; y < 3; y++)
        for (let x = 0; x < 3; x++)
          sum += weight[((channel * 2 + from) * 3 + y) * 3 + x]! * input(sample, from, row + y - 1, column + x - 1);
    return Math.max(sum, 0);
  };
  const places = [0, 1, 2];
  return [0, 1].flatMap((sample) => {
    const pooled = [0, 1, 2, 3].flatMap((channel) =>
      places.flatMap((row) =>
        places.map((column) =>
          Math.max(...[0, 1].flatMap((y) => [0, 1].map((x) => map(sample, channel, 2 * row + y, 2 * column + x)))),
        ),
      ),
    );
    return [0, 1, 2].map((output) =>
      pooled.reduce((sum, number, index) => sum + number * matrix[index * 3 + output]!, 0),
    );
  });
}

function answering(data: Float32Array): Engine {
  return {
    name: 'broken',
    device: 'cpu',
    compile: async () => ({ run: async () => ({ y: tensor([data.length], data) }), dispose: async () => {} }),
  };
}

describe('probe', () => {
  it('has the answer that the definitions give', () => {
    expect(probeAnswer).toEqual(answerByDefinition());
  });

  it.each([
    ['onnxruntime', () => onnxruntimeEngine({ device: 'cpu' })],
    ['tensorflow', () => tensorflowEngine({ packages: ['@tensorflow/tfjs'] })],
  ])('is computed right by %s', async (_, open) => {
    expect(await probe(await open())).toBe('right');
  });

  it('gives the answer of an engine that computes it wrong', async () => {
    const wrong = Float32Array.from(probeAnswer).with(5, Number.NaN);
    expect(await probe(answering(wrong))).toEqual({ answer: [...wrong] });
    expect(await probe(answering(new Float32Array(0)))).toEqual({ answer: [] });
  });
});
