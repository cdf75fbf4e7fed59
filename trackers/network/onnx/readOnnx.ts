/**
 * @file Reading other people's .onnx files into a graph: networks of one precision with static shapes, the batch apart.
 * Whatever the graph cannot hold is refused by name; nothing is skipped.
 */
import { InputError } from '../../../datasets/inputError.ts';
import { unknownName, unknownReference } from '../../../datasets/unknownName.ts';
import { batch, type Graph, type Shape, type Value } from '../graph.ts';
import { type GraphBuilder, graphBuilder } from '../graphBuilder.ts';
import { tensor } from '../tensor.ts';
import { type NodeReader, nodeReader, type OperatorReader, type ReadValue } from './nodeReader.ts';
import { elementwiseReaders } from './operators/elementwise.ts';
import { layoutReaders } from './operators/layout.ts';
import { productReaders } from './operators/products.ts';
import { windowReaders } from './operators/windows.ts';
import {
  dataTypes,
  decodeModel,
  type GraphMessage,
  type ModelMessage,
  type NodeMessage,
  type ValueMessage,
} from './protobuf.ts';
import { readTensor, wholeNumber } from './readTensor.ts';

export interface OnnxOptions {
  /** The file, named in errors. */
  readonly file: string;
  /** Names of values or nodes to be the outputs; default the file's outputs. */
  readonly outputs?: readonly string[];
  /** Leaves the first dimension of each input open although the file has a number there, as exports for one sample do. */
  readonly openBatch?: boolean;
}

const readers: Readonly<Record<string, OperatorReader>> = {
  ...elementwiseReaders,
  ...layoutReaders,
  ...productReaders,
  ...windowReaders,
  Constant: readConstant,
};

/** Opset versions whose operators are read; 7 brought broadcasting as it is now. */
const [oldestVersion, newestVersion] = [7, 23];

/**
 * @throws InputError when the bytes are no such file, or hold an input with open dimensions, an operator or a use of one
 *   that is not supported, numbers in another file, or no value of a wanted name
 */
export function readOnnx(bytes: Uint8Array, options: OnnxOptions): Graph {
  const { file } = options;
  const { graph, version } = readModel(bytes, file);
  const b = graphBuilder();
  const values = new Map<string, ReadValue>();
  for (const initializer of graph.initializer) {
    const name = initializer.name ?? '';
    values.set(name, readTensor(initializer, `${file}, initializer ${name}`));
  }
  for (const input of graph.input) {
    if (values.has(input.name)) continue;
    const value = b.input(input.name, inputShape(input, options));
    values.set(input.name, { kind: 'value', value });
  }
  const wanted = wantedValues(graph, options);
  for (const node of neededNodes(graph, new Set(wanted.values()))) readNode(b, node, version, values, file);
  return buildOutputs(b, wanted, values, file);
}

function readModel(bytes: Uint8Array, file: string): { readonly graph: GraphMessage; readonly version: number } {
  const wayOut = 'the file is cut off, damaged or of another kind';
  let model: ModelMessage;
  try {
    model = decodeModel(bytes);
  } catch (error) {
    throw new InputError(`invalid ONNX file: ${(error as Error).message}`, file, wayOut);
  }
  const opset = model.opsetImport.find(({ domain }) => domain === undefined || domain === '' || domain === 'ai.onnx');
  const { graph } = model;
  if (!graph || graph.node.length === 0 || opset === undefined)
    throw new InputError('invalid ONNX file: it holds no graph', file, wayOut);
  const version = wholeNumber(opset.version);
  if (version < oldestVersion || version > newestVersion)
    throw new InputError(
      `unknown version of ONNX operators: ${version}`,
      file,
      `known: ${oldestVersion} to ${newestVersion}`,
    );
  if ((graph.sparseInitializer?.length ?? 0) > 0)
    throw new InputError('unknown kind of numbers: a sparse initializer', file);
  return { graph, version };
}

function inputShape({ name, type }: ValueMessage, { file, openBatch = false }: OnnxOptions): Shape {
  const where = `${file}, input ${name}`;
  const { elemType, shape } = type?.tensorType ?? {};
  if (elemType !== dataTypes.float && elemType !== dataTypes.float16)
    throw new InputError(`invalid type of an input: ${elemType ?? 'no tensor'}`, where, 'inputs must be real numbers');
  if (!shape)
    throw new InputError('invalid shape of an input: none given', where, 'export the network with static shapes');
  return shape.dim.map((dimension, axis) => {
    const number = dimension.dimValue === undefined ? 0 : wholeNumber(dimension.dimValue);
    if (axis === 0 && (openBatch || number <= 0)) return batch;
    if (number > 0) return number;
    throw new InputError(
      `invalid shape of an input: dimension ${axis + 1} is open (${dimension.dimParam || 'no number'})`,
      where,
      'only the batch may be; export the network for one image size',
    );
  });
}

function readNode(
  b: GraphBuilder,
  node: NodeMessage,
  version: number,
  values: Map<string, ReadValue>,
  file: string,
): void {
  const where = `${file}, node ${node.name || node.output[0]}`;
  const plain = node.domain === undefined || node.domain === '' || node.domain === 'ai.onnx';
  const read = plain && Object.hasOwn(readers, node.opType) ? readers[node.opType] : undefined;
  if (read === undefined) {
    const operator = plain ? node.opType : `${node.domain}.${node.opType}`;
    throw unknownReference('ONNX operator', operator, Object.keys(readers).toSorted(), where);
  }
  let results: ReadValue | Value | readonly Value[];
  try {
    results = read(nodeReader(b, node, version, values));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`unsupported ${node.opType}: ${error.message}`, where);
  }
  const listed = Array.isArray(results) ? (results as readonly Value[]) : [results as ReadValue | Value];
  node.output.forEach((name, index) => {
    const result = listed[index];
    if (result !== undefined && name !== '')
      values.set(name, 'kind' in result ? result : { kind: 'value', value: result });
  });
}

function readConstant(reader: NodeReader): ReadValue {
  const { attribute, number, numbers, node } = reader;
  const held = attribute('value')?.t;
  if (held !== undefined && held !== null) return readTensor(held, `the constant ${node.output[0]}`);
  const real = (values: readonly number[], shape: readonly number[]): ReadValue => ({
    kind: 'real',
    shape,
    numbers: Float32Array.from(values),
  });
  if (attribute('value_float')) return real([number('value_float', 0)], []);
  if (attribute('value_floats')) return real(numbers('value_floats')!, [numbers('value_floats')!.length]);
  if (attribute('value_int')) return { kind: 'whole', shape: [], numbers: [number('value_int', 0)] };
  const list = numbers('value_ints');
  if (list !== undefined) return { kind: 'whole', shape: [list.length], numbers: list };
  throw new RangeError('a constant of no numbers');
}

/** The value behind each wanted name, which may be a value's or a node's; the network's own outputs if none is wanted. */
function wantedValues(graph: GraphMessage, { file, outputs }: OnnxOptions): ReadonlyMap<string, string> {
  const nodeOutputs = new Map(graph.node.map((node) => [node.name ?? '', node.output[0] ?? '']));
  const known = new Set([
    ...graph.node.flatMap(({ output }) => output),
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name ?? ''),
  ]);
  const wanted = outputs ?? graph.output.map(({ name }) => name);
  return new Map(
    wanted.map((name) => {
      const value = known.has(name) ? name : nodeOutputs.get(name);
      if (value !== undefined) return [name, value];
      throw unknownName(
        'layer',
        name,
        graph.node.flatMap((node) => node.output),
        file,
      );
    }),
  );
}

/** The nodes that some values depend on, in their order: what comes behind a wanted layer need not be supported. */
function neededNodes(graph: GraphMessage, values: Set<string>): NodeMessage[] {
  const needed: NodeMessage[] = [];
  for (const node of graph.node.toReversed()) {
    if (!node.output.some((name) => values.has(name))) continue;
    needed.push(node);
    for (const input of node.input) values.add(input);
  }
  return needed.reverse();
}

function buildOutputs(
  b: GraphBuilder,
  wanted: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, ReadValue>,
  file: string,
): Graph {
  const built = [...wanted].map(([name, valueName]): readonly [string, Value] => {
    const known = values.get(valueName);
    if (known === undefined) throw new InputError(`missing value: ${valueName} is never computed`, file);
    if (known.kind === 'value' || known.kind === 'truth') return [name, known.value];
    if (known.kind === 'real') return [name, b.constant(tensor(known.shape, known.numbers as Float32Array))];
    throw new InputError(`invalid output: ${name} holds whole numbers`, file);
  });
  return b.build(Object.fromEntries(built));
}
