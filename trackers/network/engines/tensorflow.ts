/**
 * @file The second engine: the graph by TensorFlow.js, one of its operators after the other. With
 * `@tensorflow/tfjs-node-gpu`, which the user installs, it computes on CUDA; with plain `@tensorflow/tfjs` it is a
 * slow and independent check of the first. A run blocks its thread until the numbers are there.
 */
import { InputError } from '../../../datasets/inputError.ts';
import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';
import { checkInputs } from './checkInputs.ts';
import type { Engine, Session } from './engine.ts';
import { type HeldValue, heldValue, naturalOrder, type TensorFlow } from './tensorflow/arranged.ts';
import { loadTensorflow, type TensorflowChoice } from './tensorflow/loadTensorflow.ts';
import type { Operator } from './tensorflow/operator.ts';
import { operators } from './tensorflow/operators.ts';

export interface TensorflowEngine extends Engine {
  readonly device: 'gpu' | 'cpu';
  /** Which package computes, with its version. */
  readonly library: string;
  /** Why no faster package does. */
  readonly problems: readonly string[];
}

/** @throws InputError where no package loads (see `loadTensorflow`) */
export async function tensorflowEngine(choice: TensorflowChoice = {}): Promise<TensorflowEngine> {
  const { tf, package: name, version, device, problems } = await loadTensorflow(choice);
  return {
    name: 'tensorflow',
    device,
    library: `${name} ${version}`,
    problems,
    async compile(graph) {
      return compileGraph(tf, graph);
    },
  };
}

/** A node with what computes it, and the values that no later node reads. */
interface Step {
  readonly node: Graph['nodes'][number];
  readonly operator: Operator;
  readonly lastReads: readonly string[];
}

function compileGraph(tf: TensorFlow, graph: Graph): Session {
  const steps = planSteps(graph);
  const constants = new Map([...graph.constants].map(([name, numbers]) => [name, hold(tf, numbers)] as const));
  const running = new Set<Promise<unknown>>();
  let disposed: Promise<void> | undefined;
  return {
    async run(inputs) {
      if (disposed !== undefined) throw new Error('this session was disposed');
      checkInputs(graph, inputs);
      const run = runSteps(tf, graph, steps, constants, inputs);
      running.add(run);
      try {
        return await run;
      } catch (error) {
        throw explain(error as Error);
      } finally {
        running.delete(run);
      }
    },
    dispose() {
      disposed ??= disposeAfter(running, constants);
      return disposed;
    },
  };
}

async function disposeAfter(
  running: ReadonlySet<Promise<unknown>>,
  constants: ReadonlyMap<string, HeldValue>,
): Promise<void> {
  await Promise.allSettled(running);
  for (const constant of constants.values()) constant.dispose();
}

/** @throws Error for an operator that has no counterpart here: ours, since the graph's builder made it */
function planSteps(graph: Graph): readonly Step[] {
  const kept = new Set([...graph.outputs.map(({ name }) => name), ...graph.constants.keys()]);
  const steps: Step[] = [];
  for (const node of graph.nodes.toReversed()) {
    const operator = operators.get(node.operator);
    if (operator === undefined)
      throw new Error(`unknown operator of the tensorflow engine: ${node.operator} (${node.output.name})`);
    const lastReads = [...new Set([...node.inputs, node.output].map(({ name }) => name))].filter(
      (name) => !kept.has(name),
    );
    for (const name of lastReads) kept.add(name);
    steps.push({ node, operator, lastReads });
  }
  return steps.reverse();
}

async function runSteps(
  tf: TensorFlow,
  graph: Graph,
  steps: readonly Step[],
  constants: ReadonlyMap<string, HeldValue>,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Readonly<Record<string, Tensor>>> {
  const held = new Map<string, HeldValue>();
  const valueOf = (name: string): HeldValue => (constants.get(name) ?? held.get(name))!;
  try {
    for (const { name } of graph.inputs) held.set(name, hold(tf, inputs[name]!));
    for (const { node, operator, lastReads } of steps) {
      const operands = node.inputs.map(({ name }) => valueOf(name));
      let order: readonly number[] = [];
      const tensor = tf.tidy(() => {
        const result = operator({ tf, node, inputs: operands });
        order = result.order;
        return result.tensor;
      });
      held.set(node.output.name, heldValue(tf, { tensor, order }));
      for (const name of lastReads) {
        held.get(name)!.dispose();
        held.delete(name);
      }
    }
    const outputs: [string, Tensor][] = [];
    for (const { name } of graph.outputs) {
      const value = valueOf(name);
      const numbers = (await value.arranged().data()) as Float32Array;
      // The JavaScript backend hands out its own memory, which an input or a constant may share.
      outputs.push([name, { shape: value.shape, data: numbers.slice() }]);
    }
    return Object.fromEntries(outputs);
  } finally {
    for (const value of held.values()) value.dispose();
  }
}

function hold(tf: TensorFlow, { shape, data }: Tensor): HeldValue {
  return heldValue(tf, { tensor: tf.tensor(data, [...shape], 'float32'), order: naturalOrder(shape.length) });
}

/** What the user can do about an error of TensorFlow; an error that is none of theirs stays as it is. */
function explain(error: Error): Error {
  if (!/\bOOM\b|out of memory|resource exhausted|allocation failed/i.test(error.message)) return error;
  return new InputError(
    'invalid size of a run: out of memory in TensorFlow',
    undefined,
    'run fewer samples at a time, or fewer workers',
  );
}
