import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../trackers/network/engines/engine.ts';
import { measureSpeed } from '../../../../trackers/network/engines/probe/speed.ts';
import type { Graph, Node } from '../../../../trackers/network/graph.ts';
import { sizeOf } from '../../../../trackers/network/tensor.ts';

/** Multiplications and additions of a node for one sample; a product with a border's zero is none. */
function operationsOf({ operator, inputs, output }: Node): number {
  const weights = (inputs[1]?.shape ?? []) as readonly number[];
  if (operator === 'MatMul') return 2 * sizeOf(weights);
  if (operator !== 'Conv') return 0;
  const [, , height, width] = output.shape as readonly number[];
  const taps = (side: number): number => {
    let inside = 0;
    for (let place = 0; place < side; place++)
      for (const tap of [-1, 0, 1]) inside += place + tap >= 0 && place + tap < side ? 1 : 0;
    return inside;
  };
  return 2 * weights[0]! * weights[1]! * taps(height!) * taps(width!);
}

/** An engine that computes nothing, and whose clock goes as if it did, at a rate and with a cost of starting. */
function pretending(gigaflops: number, startMs: number): { readonly engine: Engine; readonly now: () => number } {
  let nowMs = 0;
  const compile = async (graph: Graph): ReturnType<Engine['compile']> => {
    const operations = graph.nodes.reduce((sum, node) => sum + operationsOf(node), 0);
    return {
      async run({ x }) {
        nowMs += startMs + (x!.shape[0]! * operations) / (gigaflops * 1e6);
        return {};
      },
      dispose: async () => {},
    };
  };
  return { engine: { name: 'pretended', device: 'cpu', compile }, now: () => nowMs };
}

describe('measureSpeed', () => {
  it.each([0.5, 100, 10_000])(
    'finds the rate of an engine of %d GFLOP/s, whatever it costs to start a run',
    async (rate) => {
      const { engine, now } = pretending(rate, 0.2);
      const { convolution, matrixProduct } = await measureSpeed(engine, 1000, now);
      expect(convolution / rate).toBeGreaterThan(0.95);
      expect(convolution / rate).toBeLessThanOrEqual(1);
      expect(matrixProduct / rate).toBeGreaterThan(0.95);
      expect(matrixProduct / rate).toBeLessThanOrEqual(1);
    },
  );

  it('takes the time that it was given, and one run where that takes longer', async () => {
    const fast = pretending(100, 0);
    await measureSpeed(fast.engine, 1000, fast.now);
    expect(fast.now()).toBeGreaterThanOrEqual(2000);
    expect(fast.now()).toBeLessThan(2500);
    const slow = pretending(0.001, 0);
    const { convolution } = await measureSpeed(slow.engine, 1000, slow.now);
    expect(convolution).toBeCloseTo(0.001);
  });
});
