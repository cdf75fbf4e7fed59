import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batch, type Graph } from '../../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { readOnnx } from '../../../../trackers/network/onnx/readOnnx.ts';
import { writeOnnx } from '../../../../trackers/network/onnx/writeOnnx.ts';
import { add, equal, greater } from '../../../../trackers/network/operators/arithmetic.ts';
import { sign } from '../../../../trackers/network/operators/elementwise.ts';
import { drawFrom, type GradientCase, gradientCases, samples } from '../gradient/gradientCases.ts';
import { randomTensor, runGraph, seeded } from '../tensors.ts';

const cases: Readonly<Record<string, GradientCase>> = {
  ...gradientCases,
  masks: () => ({
    inputs: [{ shape: [batch, 3], kind: 'coarse' }],
    build: (b, [x]) => add(b, sign(b, x!), add(b, greater(b, x!, 0), equal(b, x!, 1))),
    compute: ([x]) => x!,
  }),
};

/** What a graph computes with, names apart. */
const operators = ({ nodes }: Graph) =>
  nodes.map(({ operator, output, attributes }) => ({ operator, shape: output.shape, attributes }));

describe('readOnnx(writeOnnx(graph))', () => {
  it.each(Object.entries(cases))(
    'is the graph again and computes the same in the inferred shape, for %s',
    async (_, drawCase) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.nat(), async (g, seed) => {
          const drawn = drawCase(drawFrom(g));
          const b = graphBuilder();
          const values = drawn.inputs.map(({ shape }, index) => b.input(`x${index}`, shape));
          const graph = b.build({ y: drawn.build(b, values) });
          const again = readOnnx(writeOnnx(graph), { file: 'network.onnx' });
          expect(operators(again)).toEqual(operators(graph));
          expect(again.inputs).toEqual(graph.inputs);
          expect(again.outputs).toEqual(graph.outputs);

          const random = seeded(seed);
          const given = Object.fromEntries(
            drawn.inputs.map(({ shape, kind }, index) => {
              const numbers = shape.map((length) => (length === batch ? samples : length));
              return [`x${index}`, randomTensor(random, numbers, kind)];
            }),
          );
          const { y } = await runGraph(graph, given);
          expect(await runGraph(again, given)).toEqual({ y });
          expect(y!.shape).toEqual(graph.outputs[0]!.shape.map((length) => (length === batch ? samples : length)));
        }),
        { numRuns: 5 },
      );
    },
  );

  it('keeps the numbers and names of constants', () => {
    const b = graphBuilder();
    const weights = { shape: [2], data: Float32Array.of(1 / 3, -1e-30) };
    const graph = b.build({ y: add(b, b.input('x', [batch, 2]), b.constant(weights, 'weights')) });
    expect(readOnnx(writeOnnx(graph), { file: 'network.onnx' }).constants.get('weights')).toEqual(weights);
  });
});
