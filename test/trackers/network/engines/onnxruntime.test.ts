import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../datasets/inputError.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { batch, type Graph } from '../../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { add, mul } from '../../../../trackers/network/operators/arithmetic.ts';
import { expand } from '../../../../trackers/network/operators/layout.ts';
import { reduceSum } from '../../../../trackers/network/operators/reductions.ts';
import { numbers } from '../tensors.ts';

const engine = await onnxruntimeEngine({ device: 'cpu' });

function doubled(): Graph {
  const b = graphBuilder();
  return b.build({ y: mul(b, b.input('x', [batch, 2]), 2) });
}

describe('onnxruntimeEngine({ device })', () => {
  it('runs a graph for any number of samples, each time into memory of its own', async () => {
    const session = await engine.compile(doubled());
    const one = await session.run({ x: numbers([1, 2], [1, 2]) });
    const three = await session.run({ x: numbers([3, 2], [1, 2, 3, 4, 5, 6]) });
    await session.dispose();
    expect(one).toEqual({ y: numbers([1, 2], [2, 4]) });
    expect(three).toEqual({ y: numbers([3, 2], [2, 4, 6, 8, 10, 12]) });
  });

  it('computes the same with several threads', async () => {
    const threads = await onnxruntimeEngine({ device: 'cpu', threads: 2 });
    const session = await threads.compile(doubled());
    expect(await session.run({ x: numbers([1, 2], [1, 2]) })).toEqual({ y: numbers([1, 2], [2, 4]) });
    await session.dispose();
    await expect(onnxruntimeEngine({ device: 'cpu', threads: 0 })).rejects.toThrow('invalid number of threads: 0');
  });

  it('finishes the runs under way before it disposes, and refuses later ones', async () => {
    const session = await engine.compile(doubled());
    const run = session.run({ x: numbers([1, 2], [1, 2]) });
    await Promise.all([session.dispose(), session.dispose()]);
    expect(await run).toEqual({ y: numbers([1, 2], [2, 4]) });
    await expect(session.run({ x: numbers([1, 2], [1, 2]) })).rejects.toThrow('this session was disposed');
  });

  it('names an input that is missing, unknown, or of another shape', async () => {
    const b = graphBuilder();
    const [x, y] = [b.input('x', [batch, 2]), b.input('y', [batch, 2])];
    const session = await engine.compile(b.build([add(b, x, y)]));
    const two = numbers([1, 2], [1, 2]);
    await expect(session.run({ x: two })).rejects.toThrow('missing input: y');
    await expect(session.run({ x: two, y: two, z: two })).rejects.toThrow('unknown input: z; known: x, y');
    await expect(session.run({ x: two, y: numbers([2], [1, 2]) })).rejects.toThrow(
      'invalid input: y has the shape 2 and must have batch x 2',
    );
    await expect(session.run({ x: two, y: numbers([2, 2], [1, 2, 3, 4]) })).rejects.toThrow(
      'invalid input: y has 2 samples, another input 1',
    );
    await session.dispose();
  });

  it('says what to do when the memory does not suffice', async () => {
    const b = graphBuilder();
    // 2^50 numbers are more than any address space.
    const large = expand(b, b.input('x', [1, 1]), [2 ** 25, 2 ** 25]);
    const session = await engine.compile(b.build([reduceSum(b, add(b, large, 1))]));
    const run = session.run({ x: numbers([1, 1], [1]) });
    await expect(run).rejects.toThrow(InputError);
    await expect(run).rejects.toThrow('out of memory on cpu; run fewer samples at a time');
    await session.dispose();
  });

  it('refuses a device that it does not know', async () => {
    await expect(onnxruntimeEngine({ device: 'gpu' })).rejects.toThrow(
      'unknown device of onnxruntime: gpu; known: cpu, webgpu, cuda:N',
    );
  });

  it.each(['webgpu', 'cuda:0'])('computes on %s, or says how to get it', async (device) => {
    let outputs: unknown;
    try {
      const session = await (await onnxruntimeEngine({ device })).compile(doubled());
      outputs = await session.run({ x: numbers([1, 2], [1, 2]) });
      await session.dispose();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as Error).message).toMatch(/^(missing device: (webgpu|cuda:0)|unknown device: ).*; .*/);
      return;
    }
    expect(outputs).toEqual({ y: numbers([1, 2], [2, 4]) });
  });
});
