import { afterAll, describe, expect, it } from 'vitest';
import { batch, type Graph } from '../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../trackers/network/graphBuilder.ts';
import { mul } from '../../../trackers/network/operators/arithmetic.ts';
import { tensor } from '../../../trackers/network/tensor.ts';
import { networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';

const networks = networkEnvironment({ device: 'cpu', cache: 'none' });
afterAll(() => networks.dispose());

const compiled: string[] = [];
/** Triples a number. */
const tripling = (key: string) => (): Graph => {
  compiled.push(key);
  const b = graphBuilder();
  return b.build({ y: mul(b, b.input('x', [batch]), 3) });
};
const ask = (key: string) => networks.session(key, tripling(key));

describe('networkEnvironment(settings)', () => {
  it('compiles a graph once, and again where nobody asked for it between two calls of disposeUnused', async () => {
    const first = await ask('a');
    expect((await first.run({ x: tensor([1], Float32Array.of(2)) }))['y']!.data).toEqual(Float32Array.of(6));
    await ask('b');
    await networks.disposeUnused();
    expect(await ask('a')).toBe(first);
    await networks.disposeUnused();
    expect(await ask('a')).toBe(first);
    expect(compiled).toEqual(['a', 'b']);
    await ask('b');
    expect(compiled).toEqual(['a', 'b', 'b']);
  });

  it('does not remember what failed: the next run tries it again', async () => {
    const broken = networks.session('c', () => {
      throw new Error('no memory');
    });
    await expect(broken).rejects.toThrow('no memory');
    await expect(ask('c')).resolves.toBeDefined();
  });
});
