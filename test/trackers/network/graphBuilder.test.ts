import { describe, expect, it } from 'vitest';
import { gradient } from '../../../trackers/network/gradient/gradient.ts';
import { batch, type Shape } from '../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../trackers/network/graphBuilder.ts';
import { add, mul } from '../../../trackers/network/operators/arithmetic.ts';
import { neg, relu } from '../../../trackers/network/operators/elementwise.ts';
import { reduceSum } from '../../../trackers/network/operators/reductions.ts';
import { numbers, runGraph } from './tensors.ts';

describe('graphBuilder().build(outputs)', () => {
  it('keeps what the outputs need, and all inputs', () => {
    const b = graphBuilder();
    const x = b.input('x', [2]);
    b.input('unused', [3]);
    const y = relu(b, add(b, x, b.constant(numbers([2], [1, 2]), 'offset')));
    mul(b, neg(b, x), b.constant(numbers([1], [5]), 'left out'));
    const graph = b.build([y]);
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(['Add', 'Relu']);
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x', 'unused']);
    expect([...graph.constants.keys()]).toEqual(['offset']);
    expect(graph.outputs).toEqual([y]);
  });

  it('names outputs as a record says, what is already computed under that name making room', async () => {
    const b = graphBuilder();
    const x = b.input('x', [1]);
    const [one, two] = [add(b, x, 1), add(b, x, 2)];
    const graph = b.build({ [one.name]: two, other: one });
    expect(graph.outputs.map(({ name }) => name)).toEqual([one.name, 'other']);
    const results = await runGraph(graph, { x: numbers([1], [10]) });
    expect([results[one.name]!.data[0], results.other!.data[0]]).toEqual([12, 11]);
  });

  it('gives an input, a constant and a value under two names as outputs', async () => {
    const b = graphBuilder();
    const x = b.input('x', [1]);
    const y = neg(b, x);
    const graph = b.build({ same: x, five: b.scalar(5), first: y, second: y });
    const results = await runGraph(graph, { x: numbers([1], [3]) });
    expect(Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data[0]]))).toEqual({
      same: 3,
      five: 5,
      first: -3,
      second: -3,
    });
    expect(b.build([x]).outputs).toEqual([x]);
  });

  it('refuses the name of an input for another value, and a value twice in a list', () => {
    const b = graphBuilder();
    const y = neg(b, b.input('x', [1]));
    expect(() => b.build({ x: y })).toThrow('invalid name of an output: x is taken');
    expect(() => b.build([y, y])).toThrow(`invalid name of an output: ${y.name} is taken`);
  });

  it('refuses values of another graph', () => {
    const other = graphBuilder().input('x', [1]);
    const b = graphBuilder();
    b.input('x', [1]);
    expect(() => b.build([other])).toThrow('invalid output: x is a value of another graph');
    expect(() => relu(b, other)).toThrow('invalid Relu: x is a value of another graph');
  });
});

describe('graphBuilder().input(name, shape)', () => {
  it.each<[Shape, string]>([
    [[2, batch], 'batch may only be the first dimension'],
    [[0], 'dimensions are whole and positive'],
    [[1.5], 'dimensions are whole and positive'],
  ])('refuses the shape %j', (shape, message) => {
    expect(() => graphBuilder().input('x', shape)).toThrow(message);
  });

  it('refuses a name that is taken, and an empty one', () => {
    const b = graphBuilder();
    b.input('x', [1]);
    expect(() => b.constant(numbers([1], [1]), 'x')).toThrow('invalid name of a value: x is taken');
    expect(() => b.input('', [1])).toThrow('it is empty');
  });
});

describe('graphBuilder().include(graph, bindings)', () => {
  const inner = graphBuilder();
  const weighted = mul(inner, inner.input('x', [batch, 2]), inner.constant(numbers([2], [3, 4]), 'weight'));
  const graph = inner.build({ y: weighted });

  it('copies the graph onto the given values', async () => {
    const b = graphBuilder();
    const x = b.input('x', [batch, 2]);
    const [once] = b.include(graph, { x });
    const [twice] = b.include(graph, { x: once! });
    const { y } = await runGraph(b.build({ y: twice! }), { x: numbers([1, 2], [1, 10]) });
    expect([...y!.data]).toEqual([9, 160]);
  });

  it('makes a constant that is bound to an input a parameter', async () => {
    const b = graphBuilder();
    const weight = b.input('weight', [2]);
    const [y] = b.include(graph, { x: b.input('x', [batch, 2]), weight });
    const [slope] = gradient(b, reduceSum(b, y!), [weight]);
    const built = b.build({ slope: slope! });
    expect([...built.constants.keys()].filter((name) => name.startsWith('weight'))).toEqual([]);
    const results = await runGraph(built, { x: numbers([2, 2], [1, 10, 2, 20]), weight: numbers([2], [0, 0]) });
    expect([...results.slope!.data]).toEqual([3, 30]);
  });

  it('refuses a binding that is missing, unknown, or of another shape', () => {
    const b = graphBuilder();
    const x = b.input('x', [batch, 2]);
    expect(() => b.include(graph, {})).toThrow('missing binding of the input x');
    expect(() => b.include(graph, { x, z: x })).toThrow('invalid binding of z: no such input or constant');
    expect(() => b.include(graph, { x: b.input('v', [batch, 3]) })).toThrow(
      'invalid binding of x: it wants batch x 2 (v: batch x 3)',
    );
  });
});
